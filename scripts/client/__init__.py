"""The Python client, written from the OpenAPI document."""
