"""The real units as fixtures: loaded once a session, then copied into each test's database.

Row numbers and generation numbers are the same in every test, so that what the application keeps
by generation (areas, codes) stays warm from test to test; `forget_caches` says when it must go.
"""

import gzip
import json
import sys
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.db import connection
from django.db.models import Model

from diaban.spine.addresses import bulk
from diaban.spine.parties.models import User, local_operator
from diaban.spine.places.areas import unit_shapes
from diaban.spine.places.loading import load_tables
from diaban.spine.places.models import Boundary, PostalCode, Standing, Succession, Unit, UnitAlias
from diaban.spine.places.units import TWO_TIER_FROM, city_communes, postal_codes_of, today
from diaban.spine.runs.models import Generation

# no test counts as far as this by growing generations one by one
APPROXIMATE_GROUND = 1_000_000
OFFICIAL_GROUND = 2_000_000
REAL_GROUND = 3_000_000
STANDARD = {APPROXIMATE_GROUND, OFFICIAL_GROUND, REAL_GROUND}
_MODELS = (Unit, UnitAlias, Succession, PostalCode, Generation)


@dataclass
class Snapshot:
    """Rows of the place tables as the database holds them, to be written again in no time."""

    rows: dict[type[Model], list[tuple[object, ...]]] = field(default_factory=dict)

    def take(self, *models: type[Model]) -> None:
        for model in models:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT {', '.join(_columns(model))} FROM {model._meta.db_table}")
                self.rows[model] = sorted(cursor.fetchall(), key=lambda row: row[0])

    def restore(self) -> None:
        for model, rows in self.rows.items():
            bulk.insert_rows(model._meta.db_table, _columns(model), rows)
        _move_sequences([m for m in self.rows if m is not Generation])
        _tell_sizes(Unit)


def _tell_sizes(model: type[Model]) -> None:
    """PostgreSQL: a table filled in this transaction looks empty to it, and joins take seconds."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {model._meta.db_table}")


def _columns(model: type[Model]) -> list[str]:
    return [connection.ops.quote_name(f.column) for f in model._meta.concrete_fields]


def _move_sequences(models: list[type[Model]]) -> None:
    """PostgreSQL: let the next number come after those that were written by hand."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for model in models:
            table = model._meta.db_table
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "
                f"coalesce((SELECT max(id) FROM {table}), 0) + 1, false)"
            )


_approximate, _official, _real = Snapshot(), Snapshot(), Snapshot()


@pytest.fixture(scope="session")
def index_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("indexes")


@pytest.fixture
def hanoi(db: None, settings: Any, index_folder: Path) -> Iterator[None]:
    """All units, successions and postal codes; no boundary, so the areas are approximate.

    A test that changes the ground grows the generation "places", as the application does.
    """
    settings.INDEX_FOLDER = index_folder
    if not _approximate.rows:
        load_tables()
        Generation.objects.filter(name="places").update(number=APPROXIMATE_GROUND)
        _approximate.take(*_MODELS)
    else:
        _approximate.restore()
    yield
    _last["was_standard"] = Generation.of("places") in STANDARD


@pytest.fixture
def official_hanoi(hanoi: None) -> None:
    """The same with an official boundary for every commune: the drawn approximate areas."""
    _restore_or_draw(_official, OFFICIAL_GROUND, sketches)


@pytest.fixture
def real_hanoi(hanoi: None, shared_data: Path) -> None:
    """The same with the official polygons of the 126 communes."""
    _restore_or_draw(_real, REAL_GROUND, lambda: _real_shapes(shared_data))


def _restore_or_draw(snapshot: Snapshot, number: int, draw: Callable[[], dict[int, Any]]) -> None:
    if not snapshot.rows:
        add_boundaries(draw())
        snapshot.take(Boundary)
    else:
        snapshot.restore()
    Generation.objects.filter(name="places").update(number=number)


def add_boundaries(shapes: dict[int, Any], source: str = "Bản đồ thử nghiệm") -> None:
    """Make these shapes, by the unit's row number, official; the generation does not grow."""
    Boundary.objects.bulk_create(
        Boundary(
            unit_id=unit,
            standing=Standing.OFFICIAL,
            geometry=shapely.to_wkb(shape),
            valid_from=TWO_TIER_FROM,
            source=source,
            digest=f"{source}-{unit}",
        )
        for unit, shape in shapes.items()
    )


def sketches() -> dict[int, Any]:
    """Return the drawn approximate areas by row number; the cache of the session serves them."""
    return {unit.pk: shape for unit, shape, _ in unit_shapes(today())}


def _real_shapes(folder: Path) -> dict[int, Any]:
    path = folder / "boundaries" / "hanoi_communes_2025.geojson.gz"
    features = json.loads(gzip.decompress(path.read_bytes()))["features"]
    units = dict(city_communes(today()).values_list("code", "pk"))
    return {
        units[f["properties"]["code"]]: shapely.from_geojson(json.dumps(f["geometry"]))
        for f in features
    }


@pytest.fixture
def operator(db: None) -> User:
    return local_operator()


def commune_of_postal_code(code: str, on: date | None = None) -> Unit:
    """The unit that has a postal code on a day (today if none is given)."""
    numbers = {c: pk for pk, c in postal_codes_of(on or today()).items()}
    return Unit.objects.get(pk=numbers[code])


def analyse() -> None:
    """Let the database know its tables, as a running one does; a fresh PostgreSQL does not."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


# read from the tables that the program ships
_OF_NO_DATABASE = {"address_gazetteer"}


def forget_caches(keep: Set[str] = frozenset()) -> None:
    """Empty the caches of the application, but for the functions named in ``keep``."""
    for name, module in list(sys.modules.items()):
        if not name.startswith("diaban.") or name.startswith("diaban.engines"):
            continue
        for value in list(vars(module).values()):
            kept = keep | _OF_NO_DATABASE
            if callable(getattr(value, "cache_clear", None)) and value.__name__ not in kept:
                value.cache_clear()
    answering = sys.modules.get("diaban.web.api.answering")
    if answering is not None:
        answering._held.codes = None


# what depends on the generation of the places alone may stay while that is a standard one
_KEPT = {"_areas", "_former_areas", "_commune_numbers", "_city_codes"}
_last = {"was_standard": False}


def forget_leaking_caches() -> None:
    """Forget what the test before this one can have left behind."""
    forget_caches(keep=_KEPT if _last["was_standard"] else set())
    _last["was_standard"] = False
