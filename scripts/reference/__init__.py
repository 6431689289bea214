"""The parts of the generated reference, one module a page."""
