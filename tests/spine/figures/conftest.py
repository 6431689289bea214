"""Figures are tried on the spine's own records: which sectors are installed is not their matter."""

from collections.abc import Iterator
from importlib import import_module

import pytest

from diaban.spine.figures import declaring


@pytest.fixture(autouse=True)
def addresses_alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    own = import_module("diaban.spine.addresses.measures")
    monkeypatch.setattr(declaring, "_modules", lambda: iter([own]))
    _forget()
    yield
    _forget()


def _forget() -> None:
    declaring.tables.cache_clear()
    declaring.measures.cache_clear()
