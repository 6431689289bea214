"""The real units as fixtures: loaded once a session, then copied into each test's tables.

Row numbers and generation numbers are the same in every test, so that what the application keeps
by generation (areas, codes) stays warm from test to test; `forget_caches` says when it must go.
"""

import gzip
import json
import shutil
import sys
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model
from django.test import override_settings

from diaban.exchange.programme_2021 import load_programme
from diaban.spine.evidence.models import Evidence
from diaban.spine.figures import computing
from diaban.spine.figures.computing import bring_up_to_date
from diaban.spine.guarded_tables import guard_tables, guarded_tables, lift_guards
from diaban.spine.parties.models import User, local_operator
from diaban.spine.places.areas import unit_shapes
from diaban.spine.places.loading import load_tables
from diaban.spine.places.models import Boundary, PostalCode, Standing, Succession, Unit, UnitAlias
from diaban.spine.places.units import TWO_TIER_FROM, city_communes, postal_codes_of, today
from diaban.spine.programme.models import Assignment, Programme
from diaban.spine.runs.models import Generation

# no test counts as far as this by growing generations one by one
APPROXIMATE_GROUND = 1_000_000
OFFICIAL_GROUND = 2_000_000
REAL_GROUND = 3_000_000
STANDARD = {APPROXIMATE_GROUND, OFFICIAL_GROUND, REAL_GROUND}


@dataclass(frozen=True)
class Shelf:
    """Copies of tables in the test database, out of which their rows come back in no time."""

    name: str
    models: tuple[type[Model], ...]

    def fill(self) -> None:
        """Copy the tables as they stand, and empty them."""
        assert not connection.in_atomic_block, "a test's transaction would take the shelf with it"
        with transaction.atomic(), connection.cursor() as cursor:
            for model in self.models:
                cursor.execute(
                    f"CREATE TABLE {self._copy(model)} AS SELECT * FROM {model._meta.db_table}"
                )
            self.clear()

    def clear(self) -> None:
        guarded = guarded_tables(connection) & {m._meta.db_table for m in self.models}
        with transaction.atomic(), connection.cursor() as cursor:
            lift_guards(connection, guarded)
            for model in reversed(self.models):
                cursor.execute(f"DELETE FROM {model._meta.db_table}")
            guard_tables(connection, guarded)

    def put_back(self) -> None:
        with connection.cursor() as cursor:
            for model in self.models:
                names = ", ".join(_columns(model))
                cursor.execute(
                    f"INSERT INTO {model._meta.db_table} ({names}) "
                    f"SELECT {names} FROM {self._copy(model)} ORDER BY 1 {_unless_there(model)}"
                )
        _move_sequences([m for m in self.models if m is not Generation])
        for model in {Unit, Assignment, Evidence} & set(self.models):
            _tell_sizes(model)

    def _copy(self, model: type[Model]) -> str:
        return f"shelf_{self.name}_{model._meta.db_table}"


def _tell_sizes(model: type[Model]) -> None:
    """PostgreSQL: a table filled in this transaction looks empty to it, and joins take seconds."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {model._meta.db_table}")


def _unless_there(model: type[Model]) -> str:
    """The one user of a shelf is the operator, whom a test may have called before."""
    return "ON CONFLICT DO NOTHING" if model is User else ""


def _columns(model: type[Model]) -> list[str]:
    return [connection.ops.quote_name(f.column) for f in model._meta.concrete_fields]


def _move_sequences(models: list[type[Model]]) -> None:
    """Let the next number come after the largest there is: neither database counts back itself."""
    with connection.cursor() as cursor:
        for model in models:
            if model._meta.auto_field is None:
                continue
            table, key = model._meta.db_table, model._meta.auto_field.column
            largest = f"(SELECT coalesce(max({key}), 0) FROM {table})"
            if connection.vendor == "postgresql":
                sequence = f"pg_get_serial_sequence('{table}', '{key}')"
                cursor.execute(f"SELECT setval({sequence}, {largest} + 1, false)")
            else:
                cursor.execute(f"UPDATE sqlite_sequence SET seq = {largest} WHERE name = '{table}'")


@dataclass
class Ground:
    """The units, laid once for all tests that stand on them: four thousand rows are slow to lay.

    Whoever runs the tests has those in a row that stand on it, and says before each whether it
    does. Where it is not laid, the fixture `hanoi` lays the units for its one test.
    """

    shelf: Shelf | None = None
    blocker: Any = None
    laid: bool = False

    def lay_or_lift(self, wanted: bool) -> None:
        if self.shelf is None or wanted == self.laid or connection.in_atomic_block:
            return
        with self.blocker.unblock(), transaction.atomic():
            if wanted:
                self.shelf.put_back()
            else:
                self.shelf.clear()
        self.laid = wanted

    def come_into(self) -> None:
        """Begin a test on it, with the next number of each table where it was."""
        if not self.laid:
            self.shelf.put_back()
        elif connection.vendor == "postgresql":  # no transaction takes a sequence back
            _move_sequences([m for m in self.shelf.models if m is not Generation])


ground = Ground()


@pytest.fixture(scope="session")
def index_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("indexes")


@pytest.fixture(scope="session")
def units_shelf(django_db_setup: None, django_db_blocker: Any) -> Shelf:
    """All units, successions and postal codes, as the program ships them."""
    shelf = Shelf("units", (Unit, UnitAlias, Succession, PostalCode, Generation))
    with django_db_blocker.unblock():
        load_tables()
        Generation.objects.filter(name="places").update(number=APPROXIMATE_GROUND)
        shelf.fill()
    ground.shelf, ground.blocker = shelf, django_db_blocker
    return shelf


@pytest.fixture(scope="session")
def official_shelf(units_shelf: Shelf, django_db_blocker: Any, index_folder: Path) -> Shelf:
    """An official boundary for every commune: the drawn approximate areas."""
    with override_settings(INDEX_FOLDER=index_folder), django_db_blocker.unblock():
        return _shelf_of_boundaries("official", units_shelf, sketches)


@pytest.fixture(scope="session")
def real_shelf(units_shelf: Shelf, django_db_blocker: Any, shared_data: Path) -> Shelf:
    """The official polygons of the 126 communes."""
    with django_db_blocker.unblock():
        return _shelf_of_boundaries("real", units_shelf, lambda: _real_shapes(shared_data))


def _shelf_of_boundaries(
    name: str, units_shelf: Shelf, draw: Callable[[], dict[int, Any]]
) -> Shelf:
    shelf = Shelf(name, (Boundary,))
    ground.lay_or_lift(wanted=False)
    units_shelf.put_back()
    # the stored indexes go by the digests of what they were made of
    add_boundaries(draw(), drawn=name)
    shelf.fill()
    units_shelf.clear()
    return shelf


@pytest.fixture
def hanoi(units_shelf: Shelf, db: None, settings: Any, index_folder: Path) -> Iterator[None]:
    """All units, successions and postal codes; no boundary, so the areas are approximate.

    A test that changes the ground grows the generation "places", as the application does.
    """
    settings.INDEX_FOLDER = index_folder
    ground.come_into()
    yield
    _last["was_standard"] = Generation.of("places") in STANDARD
    if not _last["was_standard"]:
        forget_tiles(index_folder)


def forget_tiles(index_folder: Path, keep: Set[str] = frozenset()) -> None:
    """Forget what was drawn: the next test may count up to the same generation of other data."""
    for layer in (index_folder / "tiles").glob("*"):
        if layer.name not in keep:
            shutil.rmtree(layer, ignore_errors=True)


@pytest.fixture
def official_hanoi(official_shelf: Shelf, hanoi: None) -> None:
    """The same with an official boundary for every commune: the drawn approximate areas."""
    official_shelf.put_back()
    Generation.objects.filter(name="places").update(number=OFFICIAL_GROUND)


@pytest.fixture
def real_hanoi(real_shelf: Shelf, hanoi: None) -> None:
    """The same with the official polygons of the 126 communes."""
    real_shelf.put_back()
    Generation.objects.filter(name="places").update(number=REAL_GROUND)


def add_boundaries(
    shapes: dict[int, Any], source: str = "Bản đồ thử nghiệm", drawn: str = ""
) -> None:
    """Make these shapes, by the unit's row number, official; the generation does not grow."""
    Boundary.objects.bulk_create(
        Boundary(
            unit_id=unit,
            standing=Standing.OFFICIAL,
            geometry=shapely.to_wkb(shape),
            valid_from=TWO_TIER_FROM,
            source=source,
            digest=f"{source}-{drawn}-{unit}",
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


@dataclass(frozen=True)
class LoadedProgramme:
    """The demonstration programme as it was loaded once: its rows, and its figures' files."""

    shelf: Shelf
    figures: Path

    def put_back(self, figures: Path) -> Programme:
        """Give a test with the official ground the programme, and its figures in a folder."""
        Generation.objects.all().delete()
        self.shelf.put_back()
        shutil.copytree(self.figures, figures, dirs_exist_ok=True)
        return Programme.objects.get(parts=None)


def keep_few_days(patch: pytest.MonkeyPatch) -> None:
    """Keep figures of today and two month-ends, not of two years: each day is counted alike."""
    kept = computing.days_kept
    patch.setattr(computing, "days_kept", lambda on: kept(on)[-3:])


@pytest.fixture(scope="session")
def loaded_programme(
    official_shelf: Shelf,
    units_shelf: Shelf,
    django_db_blocker: Any,
    index_folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> LoadedProgramme:
    """The programme of 2021 on the official ground, with its figures of today."""
    ground.lay_or_lift(wanted=False)
    stood_on = (units_shelf, official_shelf)
    figures = tmp_path_factory.mktemp("figures")
    folders = override_settings(INDEX_FOLDER=index_folder, FIGURE_FOLDER=figures)
    with folders, django_db_blocker.unblock():
        empty = _filled()
        for one in stood_on:
            one.put_back()
        Generation.objects.filter(name="places").update(number=OFFICIAL_GROUND)
        kept = {model for one in stood_on for model in one.models} - {Generation}
        _move_sequences([User])
        load_programme(local_operator())
        bring_up_to_date()
        shelf = Shelf("programme", tuple(m for m in _filled() if m not in {*empty, *kept}))
        shelf.fill()
        for one in reversed(stood_on):
            one.clear()
    return LoadedProgramme(shelf, figures)


def _filled() -> list[type[Model]]:
    models = apps.get_models(include_auto_created=True)
    return [model for model in models if model._base_manager.exists()]


@pytest.fixture
def operator(db: None) -> User:
    if not User.objects.exists():
        _move_sequences([User])  # the operator has the same number in every test
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


@cache
def _caches_of(modules: frozenset[str]) -> list[Any]:
    """The functions with a cache in these modules, but for the engines, which know no database."""
    values = [
        value
        for name in modules
        if not name.startswith("diaban.engines")
        for value in vars(sys.modules[name]).values()
    ]
    return [value for value in values if callable(getattr(value, "cache_clear", None))]


def forget_caches(keep: Set[str] = frozenset()) -> None:
    """Empty the caches of the application, but for the functions named in ``keep``."""
    ours = frozenset(name for name in sys.modules if name.startswith("diaban."))
    for cached in _caches_of(ours):
        if cached.__name__ not in keep | _OF_NO_DATABASE:
            cached.cache_clear()
    answering = sys.modules.get("diaban.web.api.answering")
    if answering is not None:
        answering._held.codes = None


# what depends on the generation of the places alone may stay while that is a standard one
_KEPT = {
    "_areas", "_former_areas", "_commune_numbers", "_city_codes",
    "_exact", "_thinned", "_provinces", "_province_names", "_commune_names", "_archipelagos",
}  # fmt: skip
_last = {"was_standard": False}


def forget_leaking_caches() -> None:
    """Forget what the test before this one can have left behind."""
    forget_caches(keep=_KEPT if _last["was_standard"] else set())
    _last["was_standard"] = False
