"""Copies of a whole installation in one file, and the way back onto an empty machine."""
