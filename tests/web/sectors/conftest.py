"""The toy sector, installed for a test."""

from tests.sectors.installing import toy  # noqa: F401 - a fixture
