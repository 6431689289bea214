"""django-import-export importing the same list: its fastest settings that still check each row.

Bulk creation, no look-up of what is there, no difference report, no per-row transaction or save
point, no model cleaning; the row's checks are plain Python. Its model has the columns of the list
and one index, where the product's has nine and the state derived from observations.
"""

from __future__ import annotations

import csv
import json
import time
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

FIELDS = (
    "source_key", "is_household", "house_number", "street", "commune_code",
    "lat", "lng", "accuracy_metres", "position_source", "held_on",
)  # fmt: skip
BATCH = 10_000


def run(
    file: Path, rows: int, database: Path, communes: tuple[str, ...], *, observe: bool
) -> dict[str, float]:
    _set_up(database)
    door, observation = _make_models()
    resource = _make_resource(door, observation if observe else None, frozenset(communes))
    started, spent = time.perf_counter(), time.process_time()
    dataset = _read(file, rows)
    result = resource.import_data(dataset, use_transactions=True, raise_errors=False)
    seconds, spent = time.perf_counter() - started, time.process_time() - spent
    rejected = len(result.invalid_rows) + len(result.error_rows)
    assert door.objects.count() == len(dataset) - rejected
    assert observation.objects.count() == (len(dataset) - rejected if observe else 0)
    return {"seconds": seconds, "processor": spent, "read": len(dataset), "rejected": rejected}


def _read(file: Path, rows: int) -> Any:
    import tablib

    with file.open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines)
        next(reader)
        return tablib.Dataset(*islice(reader, rows), headers=FIELDS)


def _set_up(database: Path) -> None:
    import django
    from django.conf import settings

    from diaban.web.installation import _sqlite

    database.unlink(missing_ok=True)
    settings.configure(
        DATABASES={"default": _sqlite(database)},
        INSTALLED_APPS=["django.contrib.contenttypes", "import_export"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )
    django.setup()


def _make_models() -> tuple[Any, Any]:
    from django.db import connection, models

    class Door(models.Model):  # noqa: DJ008
        source_key = models.CharField(max_length=80, unique=True)
        is_household = models.CharField(max_length=10)
        house_number = models.CharField(max_length=40)
        street = models.CharField(max_length=120)
        commune_code = models.CharField(max_length=5)
        lat = models.FloatField()
        lng = models.FloatField()
        accuracy_metres = models.FloatField()
        position_source = models.CharField(max_length=20)
        held_on = models.DateField()

        class Meta:
            app_label = "peer"

    class Said(models.Model):  # noqa: DJ008
        door = models.ForeignKey(Door, on_delete=models.CASCADE)
        facts = models.TextField()
        held_on = models.DateField()
        learned_at = models.DateTimeField()

        class Meta:
            app_label = "peer"

    with connection.schema_editor() as editor:
        editor.create_model(Door)
        editor.create_model(Said)
    return Door, Said


def _make_resource(door: Any, observation: Any, communes: frozenset[str]) -> Any:
    from django.core.exceptions import ValidationError
    from import_export import resources

    class Doors(resources.ModelResource):
        class Meta:
            model = door
            fields = FIELDS
            import_id_fields = ("source_key",)
            use_bulk = True
            batch_size = BATCH
            force_init_instance = True
            skip_diff = True
            skip_html_diff = True
            report_skipped = False
            store_instance = False
            store_row_values = False

        def before_import_row(self, row: dict[str, str], **options: object) -> None:
            if not (8 <= float(row["lat"]) <= 24 and 102 <= float(row["lng"]) <= 115):
                raise ValidationError({"lat": "outside Viet Nam"})
            if row["commune_code"] not in communes:
                raise ValidationError({"commune_code": "no such commune"})
            if not date(1900, 1, 1) <= date.fromisoformat(row["held_on"]) <= date.today():  # noqa: DTZ011
                raise ValidationError({"held_on": "out of range"})

        def bulk_create(self, *values: Any, **options: Any) -> None:
            made = list(self.create_instances)
            super().bulk_create(*values, **options)
            if observation is not None:
                observation.objects.bulk_create(_statements(observation, made), BATCH)

    return Doors()


def _statements(observation: Any, made: list[Any]) -> list[Any]:
    now = datetime.now(UTC)
    return [
        observation(
            door_id=one.pk,
            facts=json.dumps({n: getattr(one, n) for n in FIELDS[1:-1]}, ensure_ascii=False),
            held_on=one.held_on,
            learned_at=now,
        )
        for one in made
    ]
