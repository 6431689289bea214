"""Telling other systems of changes: where to, how it is signed, sent and tried again."""
