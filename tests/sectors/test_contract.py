"""What every sector keeps to, so that it can be lifted out, and copied to make the next.

    pytest tests/sectors/test_contract.py -k post      of one sector

A sector of another package is tested too where it is installed (entry points `diaban.sectors`).
"""

import csv
import importlib.util
import re
from io import StringIO

import polars as pl
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import ForeignKey
from django.template.loader import get_template
from django.test import Client
from django.urls import get_resolver, resolve, reverse
from tests.conftest import PROJECT
from tests.hanoi import commune_of_postal_code
from tests.sectors.reading_sources import acts_of, folder_of, imported_by, modules_of, tags_of

from diaban.exchange.importing.kinds import KINDS, known_kinds
from diaban.exchange.importing.orders import Order
from diaban.spine.figures.declaring import RowTold
from diaban.spine.parties.access import ADMINISTRATOR, ROLES, VISITOR, Territory
from diaban.spine.parties.models import Role, User
from diaban.spine.parties.organisations import Field
from diaban.spine.places.models import Charge
from diaban.spine.privacy.holdings import every_holding
from diaban.spine.runs.models import Run
from diaban.spine.sectors import SectorConfig, declared, module_of, sectors
from diaban.web.access import RULES, roles_of
from diaban.web.sectors.words import act_words

SECTORS = sectors()
DJANGOS_LIBRARIES = {"i18n", "l10n", "static", "tz"}
POINT_COLUMNS = {"id", "lat_e7", "lng_e7", "class", "name"}
VERSION_COLUMNS = {"id", "place"}
pytestmark = pytest.mark.parametrize("sector", SECTORS, ids=lambda one: one.label)


def of(sector: SectorConfig, module: str, name: str) -> list:
    return [one for owner, one in declared(module, name) if owner == sector]


@pytest.fixture
def city(hanoi, settings, tmp_path, monkeypatch) -> None:
    settings.FIGURE_FOLDER = tmp_path / "figures"
    settings.INDEX_FOLDER = tmp_path / "indexes"
    monkeypatch.setenv("DIABAN_DATA", str(tmp_path))


# --- the folder ------------------------------------------------------------------------------


def test_it_says_who_it_is_and_which_field_it_serves(sector):
    assert sector.label == sector.name.rpartition(".")[2]
    assert re.fullmatch(r"[a-z]{3,20}", sector.label)
    assert sector.field in Field.values
    assert sector.title_vi
    assert sector.title_en


def test_a_readme_says_what_it_is_for(sector):
    assert len((folder_of(sector) / "README.md").read_text(encoding="utf-8")) > 200


def test_it_reaches_for_nothing_above_it_and_for_no_other_sector(sector):
    others = {one.name for one in SECTORS if one != sector}
    closed = ("diaban.web", "diaban.exchange", *others)
    found = [
        f"{name}: {named}"
        for name, tree in modules_of(sector)
        for named in imported_by(tree)
        if named.startswith(tuple(f"{one}." for one in closed)) or named in closed
    ]
    assert found == []


def test_its_migrations_are_complete(sector, db):
    call_command("makemigrations", sector.label, "--check", "--dry-run", stdout=StringIO())


def test_every_text_of_its_pages_is_translated(sector):
    path = PROJECT / "scripts" / "compile_messages.py"
    spec = importlib.util.spec_from_file_location("compile_messages", path)
    messages = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(messages)
    root = folder_of(sector)
    assert set(messages.used_messages(root)) - messages.known_messages(root, "vi") == set()
    for source in messages.catalogues(root):
        whole = messages.compile_catalogue(messages.read_catalogue(source))
        assert source.with_suffix(".mo").read_bytes() == whole


# --- pages -----------------------------------------------------------------------------------


def test_names_that_all_sectors_share_begin_with_its_own(sector):
    declares = [
        ("_", "urls", "PAGES"), ("_", "duties", "DAILY"), ("-", "imports", "IMPORTS"),
        ("-", "layers", "LAYERS"), ("-", "measures", "TABLES"), ("-", "duties", "JOBS"),
    ]  # fmt: skip
    for mark, module, name in declares:
        names = [one.name for one in of(sector, module, name)]
        assert [one for one in names if not one.startswith(sector.label + mark)] == []
        assert len(set(names)) == len(names)


def test_its_templates_stand_alone(sector):
    beyond = []
    for file, tag, named in tags_of(sector):
        if tag == "load":
            is_own = set(named.partition(" from ")[2].split() or named.split()) <= DJANGOS_LIBRARIES
        elif tag == "include":
            first = named.split()[0]
            is_own = first.strip("'\"").startswith(f"{sector.label}/") or "'" not in first + '"'
        else:
            is_own = False
        if not is_own:
            beyond.append(f"{file}: {tag} {named}")
    assert beyond == []
    for path in folder_of(sector).rglob("templates/**/*.html"):
        assert path.parent.name == sector.label, "templates lie in templates/<label>/"
        get_template(f"{sector.label}/{path.name}")


def test_its_files_for_browsers_are_small_and_its_own(sector):
    static = folder_of(sector) / "static"
    assert {path.name for path in static.glob("*")} <= {sector.label}
    # a program that works without the network lies in a folder of its own
    for path in static.glob(f"{sector.label}/*.*"):
        assert path.suffix not in {".js", ".css"} or path.stat().st_size < 6_000, path.name


def test_every_page_has_its_rule_and_its_own_address(sector):
    for page in of(sector, "urls", "PAGES"):
        rule = RULES[page.name]
        assert (rule.roles, rule.territory) == (page.roles, page.territory)
        assert page.roles <= {*ROLES, ADMINISTRATOR}
        assert page.roles
        assert len(page.does) > 3
        where = path_of(page.name)
        assert where.startswith(f"/{sector.label}/")
        assert resolve(where).view_name == page.name, f"{where} leads elsewhere"


def test_its_entry_in_the_menu_is_one_and_leads_to_a_page(sector):
    entries = of(sector, "urls", "MENU")
    assert len(entries) <= 1
    for entry in entries:
        reverse(entry.page)
        assert entry.page.startswith(f"{sector.label}_")
        assert entry.vi
        assert entry.en
        assert set(entry.instead) <= set(RULES)


@pytest.mark.parametrize("role", [*ROLES, ADMINISTRATOR])
def test_a_page_opens_for_those_that_its_rule_names_and_for_nobody_else(sector, role, city):
    User.objects.create(username="chief", is_administrator=True, joined_at="2026-01-01T00:00Z")
    client = client_of(role)
    faults = []
    for page in of(sector, "urls", "PAGES"):
        where = path_of(page.name)
        answer = client.get(where, headers={"accept": "application/json"})
        is_open = bool(page.roles & counted_as(role))
        is_refused = answer.status_code in {401, 403} and b'"error"' in answer.content[:40]
        if is_open == is_refused or answer.status_code >= 500:
            faults.append((page.name, answer.status_code))
        # read to its end a file lets go of itself, and leaves the test its connection
        b"".join(answer) if answer.streaming else None
    assert faults == []


def path_of(name: str) -> str:
    """Return the address of a page, with something in each of its parts."""
    pattern = next(one for one in get_resolver().url_patterns if getattr(one, "name", "") == name)
    parts = pattern.pattern.converters
    samples = {key: _SAMPLES.get(type(one).__name__, "1") for key, one in parts.items()}
    return reverse(name, kwargs=samples)


_SAMPLES = {"UUIDConverter": "7" * 8 + "-7777-7777-7777-" + "7" * 12}


def client_of(role: str) -> Client:
    client = Client()
    if role == VISITOR:
        return client
    if role == ADMINISTRATOR:
        client.force_login(User.objects.get(username="chief"))
        return client
    user = User.objects.create(username=f"nguoi-{role}", role=role)
    Charge.objects.create(user=user, unit=commune_of_postal_code("11024"))
    client.force_login(user)
    return client


def counted_as(role: str) -> frozenset[str]:
    if role == VISITOR:
        return frozenset({VISITOR})
    if role == ADMINISTRATOR:
        return roles_of(User.objects.get(username="chief"))
    return frozenset({role})


# --- what it keeps, measures and tells ---------------------------------------------------------


def test_every_measure_has_words_and_a_source(sector):
    for spec in of(sector, "measures", "MEASURES"):
        words = (spec.title_vi, spec.title_en, spec.noun_vi, spec.noun_en, spec.source)
        assert all(words), spec.name
        assert set(spec.measure.columns) <= set(spec.records.schema), spec.name


def test_its_records_have_their_columns_and_are_told_to_who_may_see_them(sector, city, operator):
    take_samples(sector, operator)
    stranger = User.objects.create(username="stranger", role=Role.COMMUNE)
    for table in of(sector, "measures", "TABLES"):
        assert set(table.schema) >= VERSION_COLUMNS
        blocks = list(table.every())
        assert all(dict(block.schema) == dict(pl.Schema(table.schema)) for block in blocks)
        numbers = sorted({n for block in blocks for n in block["id"].to_list()})[:100]
        told = table.tell(operator, numbers)
        assert set(told) == set(numbers)
        assert all(isinstance(row, RowTold) and row.title for row in told.values())
        assert [row for row in told.values() if row.page and not reverse_row(row)] == []
        assert table.tell(stranger, numbers) == {}


def reverse_row(row: RowTold) -> str:
    return reverse(row.page, kwargs=dict(row.parts))


def test_its_tables_of_people_are_told_and_erased(sector):
    listed = {holding.name for holding in every_holding()}
    found = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_app_config(sector.label).get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and field.related_model is User
    }
    assert found - listed == set(), "holdings.py: say what is held and what erases it"


def test_its_acts_have_words(sector):
    acts = acts_of(sector)
    assert {act for act in acts if not act.startswith(f"{sector.label}.")} == set()
    assert acts - set(act_words()) == set()
    worded = dict(of(sector, "words", "ACTS"))
    assert [act for act in worded if not act.startswith(f"{sector.label}.")] == []


# --- files in ----------------------------------------------------------------------------------


def test_every_list_says_what_it_takes_in_both_languages(sector):
    for spec in of(sector, "imports", "IMPORTS"):
        names = [field.name for field in spec.fields]
        assert len(set(names)) == len(names)
        assert spec.key in names
        assert ("lat" in names) == ("lng" in names)
        assert spec.name not in KINDS
        assert spec.vi
        assert spec.en
        assert all(field.vi and field.en for field in spec.fields)


def test_the_same_list_again_changes_nothing_and_a_check_leaves_nothing(
    sector, city, operator, tmp_path
):
    for spec in of(sector, "imports", "IMPORTS"):
        if not spec.sample:
            continue
        order, kind = order_of(spec, tmp_path), known_kinds()[spec.name]
        before = count_rows(sector)
        checked = kind.plan(order, operator)
        assert count_rows(sector) == before
        assert not Run.objects.exists()
        first = kind.run(order, operator, lambda run: None)
        assert first.counts["accepted"] == len(spec.sample) == checked.counts["accepted"]
        rows = count_rows(sector)
        again = kind.run(order, operator, lambda run: None)
        assert "created" not in again.counts
        assert "updated" not in again.counts
        assert count_rows(sector) == rows


def take_samples(sector: SectorConfig, actor: User) -> None:
    from django.conf import settings

    for spec in of(sector, "imports", "IMPORTS"):
        if spec.sample:
            order = order_of(spec, settings.FIGURE_FOLDER.parent)
            known_kinds()[spec.name].run(order, actor, lambda run: None)


def order_of(spec, folder) -> Order:
    path = folder / f"{spec.name}.csv"
    titles = {field.name: field.vi for field in spec.fields}
    used = [name for name in titles if any(name in row for row in spec.sample)]
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow([titles[name] for name in used])
        lines.writerows([row.get(name, "") for name in used] for row in spec.sample)
    return Order(path=path, kind=spec.name, source="Thử hợp đồng")


def count_rows(sector: SectorConfig) -> dict[str, int]:
    models = apps.get_app_config(sector.label).get_models()
    return {model._meta.label: model._base_manager.count() for model in models}


# --- the map -----------------------------------------------------------------------------------


def test_every_layer_gives_what_it_draws_and_to_nobody_else(sector, city, operator):
    take_samples(sector, operator)
    stranger = User.objects.create(username="stranger", role=Role.COMMUNE)
    for spec in of(sector, "layers", "LAYERS"):
        assert spec.vi
        assert spec.en
        assert spec.roles <= set(ROLES)
        assert all(re.fullmatch("#[0-9a-f]{6}", one.colour) for one in spec.classes)
        frame = spec.read(operator)
        assert set(frame.columns) >= POINT_COLUMNS
        assert frame["class"].drop_nulls().is_between(0, len(spec.classes) - 1).all()
        assert spec.version(operator) == spec.version(operator)
        assert isinstance(spec.synthetic(), bool)
        assert not spec.page or reverse(spec.page, args=[1])
        if spec.territory != Territory.OPEN:
            assert spec.read(stranger).is_empty()


# --- by itself ---------------------------------------------------------------------------------


def test_its_jobs_and_daily_duties_can_be_done(sector):
    for job in of(sector, "duties", "JOBS"):
        assert callable(job.work)
        assert job.vi
        assert job.en
    assert all(callable(duty.work) for duty in of(sector, "duties", "DAILY"))
    demo = module_of(sector, "demo")
    assert demo is None or callable(demo.demonstrate)
