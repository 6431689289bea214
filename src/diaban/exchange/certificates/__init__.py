"""Certificates of addresses: a signed statement that an address exists, and names no person."""
