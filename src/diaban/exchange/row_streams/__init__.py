"""Rows that come and go as a stream: CSV and NDJSON, block by block, in constant memory."""
