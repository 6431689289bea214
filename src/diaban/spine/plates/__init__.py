"""Plates of addresses: ordered, printed in a run, attached to a door, replaced or withdrawn."""
