import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import python_calamine

from diaban.exchange.exporting.addresses import (
    ExportRequest,
    export_addresses,
    list_addresses,
)
from diaban.exchange.exporting.columns import COLUMNS
from diaban.exchange.exporting.listing import ExportError
from diaban.exchange.exporting.safe_cells import guard_cell
from diaban.exchange.exporting.writers import workbook
from diaban.exchange.exporting.writers.csv_text import stream_csv
from diaban.exchange.importing.pipeline import ImportRequest, run_import
from diaban.spine.addresses.models import Address, CodeBasis, CodeState, Life
from diaban.spine.parties.models import Role, User, local_operator
from diaban.spine.places.models import Charge, Level, Unit


def make_unit(code: str, name: str) -> Unit:
    return Unit.objects.create(
        level=Level.COMMUNE,
        code=code,
        name=name,
        kind="phường",
        valid_from="2025-07-01",
        folded=name.lower(),
        sort_key=name,
    )


@pytest.fixture
def registry(db: None) -> list[Unit]:
    units = [make_unit("00004", "Ba Đình"), make_unit("00070", "Hoàn Kiếm")]
    building = Address.objects.create(
        id=1,
        house_number="=1+1",
        street="Hàng Bạc",
        lat_e7=210312345,
        lng_e7=1058400000,
        accuracy_metres=2.5,
        commune=units[0],
        vpostcode="110242VH3CM3",
        code_basis=CodeBasis.DECLARED,
        code_state=CodeState.CODED,
        is_household=False,
        life=Life.CONFIRMED,
        synthetic=True,
    )
    Address.objects.create(id=2, parent=building, unit="101", commune=units[0])
    Address.objects.create(id=3, house_number="-5", street="Hàng Mã", commune=units[1])
    return units


@pytest.fixture
def person(registry: list[Unit]) -> Callable[..., User]:
    def make(role: Role, *units: Unit) -> User:
        user = User.objects.create(username=role.value, role=role)
        for unit in units:
            Charge.objects.create(user=user, unit=unit)
        return user

    return make


def rows_of(actor: User) -> list[dict[str, str]]:
    text = "".join(stream_csv(list_addresses(ExportRequest(actor))))
    assert text.startswith("\ufeffidentifier,vpostcode,")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_every_column_is_written(registry: list[Unit]):
    first, flat, third = rows_of(local_operator())
    assert list(first) == [column.name for column in COLUMNS]
    assert first["identifier"] == Address.objects.get(pk=1).identifier
    assert (first["lat"], first["lng"], first["accuracy_metres"]) == ("21.0312345", "105.84", "2.5")
    assert (first["commune_code"], first["commune"]) == ("00004", "Ba Đình")
    assert (first["life"], first["code_state"], first["synthetic"]) == (
        "confirmed",
        "coded",
        "true",
    )
    assert flat["unit"] == "101"
    assert third["lat"] == ""


def test_a_code_says_that_it_is_computed_and_what_it_rests_on(registry: list[Unit]):
    first, flat, _ = rows_of(local_operator())
    assert (first["code_status"], first["code_basis"]) == ("computed", "declared")
    assert (flat["vpostcode"], flat["code_status"], flat["code_basis"]) == ("", "", "none")


def test_an_export_comes_back_without_official_codes_still_synthetic_and_once(
    db: None, tmp_path: Path
):
    operator, path = local_operator(), tmp_path / "list.csv"
    for number in range(1, 4):
        Address.objects.create(
            house_number=str(number), vpostcode="110242VH3CM3", synthetic=number != 2
        )
    export_addresses(ExportRequest(operator), path)
    exported = set(Address.objects.values_list("house_number", "synthetic"))
    Address.objects.all().delete()
    first = run_import(ImportRequest(path, "export", operator))
    assert first.counts == {"read": 3, "accepted": 3, "created": 3, "postal_partial": 3}
    assert run_import(ImportRequest(path, "export", operator)).counts["unchanged"] == 3
    taken = Address.objects.everywhere("test")
    assert set(taken.values_list("house_number", "synthetic")) == exported
    assert set(taken.values_list("official_code", "vpostcode")) == {("", "")}


def test_cells_that_a_spreadsheet_would_run_are_defused(registry: list[Unit]):
    first, _, third = rows_of(local_operator())
    assert first["house_number"] == "'=1+1"
    assert third["house_number"] == "-5"


@pytest.mark.parametrize("text", ["=1", "+cmd", "-2+3", "@x", "\t=1", "\r=1"])
def test_every_lead_of_a_formula_is_guarded(text: str):
    assert guard_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["-12.5", "+3", "12A", "", "a=1"])
def test_numbers_and_plain_text_stay(text: str):
    assert guard_cell(text) == text


def test_a_commune_exports_its_own_ground_only(registry: list[Unit], person):
    officer = person(Role.COMMUNE, registry[1])
    assert [row["street"] for row in rows_of(officer)] == ["Hàng Mã"]


def test_without_trust_flats_households_and_states_stay_at_home(registry: list[Unit], person):
    client = person(Role.API_CLIENT, *registry)
    rows = rows_of(client)
    assert len(rows) == 2
    assert not {"unit", "life", "is_household", "code_state"} & set(rows[0])


def test_the_public_without_ground_gets_nothing(registry: list[Unit], person):
    assert rows_of(person(Role.PUBLIC)) == []


def test_a_narrower_list_never_widens_what_is_visible(registry: list[Unit], person):
    officer = person(Role.COMMUNE, registry[1])
    everything = Address.objects.everywhere("test")
    text = "".join(stream_csv(list_addresses(ExportRequest(officer, everything))))
    assert text.count("\r\n") == 2


def test_geojson_has_points_and_null_geometry(registry: list[Unit], tmp_path: Path):
    path = tmp_path / "list.geojson"
    assert export_addresses(ExportRequest(local_operator()), path) == 3
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    assert features[0]["geometry"] == {"type": "Point", "coordinates": [105.84, 21.0312345]}
    assert features[0]["properties"]["vpostcode"] == "110242VH3CM3"
    assert features[2]["geometry"] is None


def test_an_empty_geojson_is_still_a_collection(db: None, tmp_path: Path):
    path = tmp_path / "none.geojson"
    assert export_addresses(ExportRequest(local_operator()), path) == 0
    assert json.loads(path.read_text())["features"] == []


def test_a_workbook_goes_on_in_the_next_sheet(
    registry: list[Unit], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(workbook, "SHEET_ROWS", 2)
    path = tmp_path / "list.xlsx"
    assert export_addresses(ExportRequest(local_operator()), path) == 3
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    sheets = [book.get_sheet_by_index(i).to_python() for i in range(2)]
    assert [len(sheet) for sheet in sheets] == [3, 2]
    assert sheets[0][0] == sheets[1][0]
    assert sheets[0][1][4] == "'=1+1"
    assert sheets[0][1][14] == 21.0312345


def test_a_csv_file_counts_its_rows(registry: list[Unit], tmp_path: Path):
    assert export_addresses(ExportRequest(local_operator()), tmp_path / "list.csv") == 3
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]


def test_another_ending_is_refused(db: None, tmp_path: Path):
    with pytest.raises(ExportError, match=r"list\.doc.* not known"):
        export_addresses(ExportRequest(local_operator()), tmp_path / "list.doc")
