"""Rows that may be added and read, and nothing else."""

from __future__ import annotations

from django.db import models

_REFUSED = "{} is append-only: add a row that says otherwise"


class AppendOnlyQuerySet(models.QuerySet):
    """Refuses whatever would change or take away a row."""

    def _refuse(self, *values: object, **options: object) -> int:
        raise TypeError(_REFUSED.format(self.model.__name__))

    update = bulk_update = delete = update_or_create = _refuse


class AppendOnly(models.Model):
    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *values: object, **options: object) -> None:
        if not self._state.adding:
            raise TypeError(_REFUSED.format(type(self).__name__))
        # never over a row that is there already
        super().save(*values, **{**options, "force_insert": True})

    def delete(self, *values: object, **options: object) -> tuple[int, dict[str, int]]:
        raise TypeError(_REFUSED.format(type(self).__name__))
