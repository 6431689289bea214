"""A toy sector: kite clubs, kept as organisations, so that it needs no table of its own."""
