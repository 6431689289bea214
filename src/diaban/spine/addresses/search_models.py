"""Where addresses are found by what is typed: a key for each door, and the names there are."""

from __future__ import annotations

from django.db import models

# entries that one address may have
ENTRIES = 8


class SearchEntry(models.Model):
    """A key of `engines.addressing.doorkeys` under which an address is found, and its way.

    The number is the address's times ENTRIES and a count: so it tells the address, and all entries
    of one lie together. Derived from the address's columns and written with them.
    """

    id = models.BigIntegerField(primary_key=True)
    key = models.BigIntegerField()
    way = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["key", "id"], name="search_entry_key")]

    def __str__(self) -> str:
        return f"{self.key} → {self.id // ENTRIES}"


class SearchWay(models.Model):
    """A name of a street, hamlet or building in a commune; ``count`` entries are on it.

    ``commune`` is a unit's row number, 0 where nobody knows it.
    """

    id = models.BigAutoField(primary_key=True)
    form = models.CharField(max_length=160)
    commune = models.BigIntegerField()
    written = models.CharField(max_length=160)
    count = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "commune"], name="search_way")]

    def __str__(self) -> str:
        return self.written
