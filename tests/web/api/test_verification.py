"""Is an address real and spelled so, what is behind a code, which doors are near: with a key."""

import json

import pytest
from django.test import Client
from tests.hanoi import commune_of_postal_code
from tests.registry import address_of, door, observe

from diaban.exchange.certificates.registered import statement_of
from diaban.spine.addresses.coding import run_coding
from diaban.spine.addresses.merging import merge
from diaban.spine.addresses.withdrawing import withdraw_run
from diaban.spine.parties.models import Role, User
from diaban.spine.places.models import Charge
from diaban.spine.places.units import today
from diaban.spine.runs.models import Kind, Run
from diaban.web.api import verification

CODE = "110242VH3CM3"
HOAN_KIEM, BA_DINH = "11024", "11120"


@pytest.fixture
def city(doors, operator) -> None:
    """Doors in two communes; `doors` are those of Hoàn Kiếm."""
    observe(
        door("there", (21.0368, 105.8346), house_number="34", street="Đội Cấn", life="certified"),
        door("next", (21.02853, 105.8544), house_number="14", street="Hàng Bông"),
        source="others",
    )
    run_coding(operator)


@pytest.fixture
def token(city, make_token) -> str:
    return make_token("read")


# --- verify -----------------------------------------------------------------------------------


def test_a_door_written_as_registered_is_real_and_spelled_so(ask, token):
    status, told = ask(token, "/verify", text="12 Hàng Bông, phường Hoàn Kiếm, Hà Nội")
    assert status == 200
    assert (told["verdict"], told["spelled_so"], told["differences"]) == ("real", True, [])
    assert told["registered"] == "12, Hàng Bông, Phường Hoàn Kiếm, Thành phố Hà Nội"
    assert told["address"]["identifier"] == address_of("1").identifier
    assert told["address"]["vpostcode"] == CODE
    assert told["address"]["commune"]["code"] == "00070"
    assert told["entrances"] == [
        {
            "lat": 21.028511,
            "lng": 105.854167,
            "accuracy_metres": 4.0,
            "source": "registry",
            "position_source": "gnss",
            "deliveries": None,
        }
    ]
    assert told["risk"] is None
    assert (told["life"], told["last_confirmed_on"]) == ("confirmed", "2026-03-01")


@pytest.mark.parametrize(
    ("text", "part", "reason"),
    [
        ("12 Hang Bông, phường Hoàn Kiếm, Hà Nội", "street", "street_spelled_otherwise"),
        ("12 Hàng Bônq, phường Hoàn Kiếm, Hà Nội", "street", "street_typo"),
        ("12 Hàng Bông", "commune", "commune_not_said"),
    ],
)
def test_a_door_written_otherwise_is_real_but_not_spelled_so(ask, token, text, part, reason):
    _, told = ask(token, "/verify", text=text)
    assert (told["verdict"], told["spelled_so"]) == ("real", False)
    [difference] = told["differences"]
    assert (difference["part"], difference["reason"]) == (part, reason)
    assert difference["registered"] == {"street": "Hàng Bông", "commune": "Phường Hoàn Kiếm"}[part]


def test_a_commune_of_before_the_reform_is_named_as_a_difference(ask, token):
    _, told = ask(token, "/verify", text="12 Hàng Bông, phường Hàng Bông, quận Hoàn Kiếm, Hà Nội")
    assert told["address"]["identifier"] == address_of("1").identifier
    [difference] = [d for d in told["differences"] if d["part"] == "commune"]
    assert (difference["written"], difference["registered"]) == (
        "Phường Hàng Bông",
        "Phường Hoàn Kiếm",
    )


def test_a_number_that_is_not_there_is_near_with_its_neighbours(ask, token):
    _, told = ask(token, "/verify", text="16 Hàng Bông, phường Hoàn Kiếm, Hà Nội")
    assert (told["verdict"], told["spelled_so"]) == ("near", False)
    assert "house_not_found" in told["reasons"]
    near = {told["address"]["identifier"], *(o["identifier"] for o in told["others"])}
    assert near == {address_of("1").identifier, address_of("next", "others").identifier}
    [difference] = [d for d in told["differences"] if d["part"] == "house_number"]
    assert difference["written"] == "16"


def test_what_nobody_registered_is_unknown(ask, token):
    status, told = ask(token, "/verify", text="99 Lý Thường Kiệt, Đà Nẵng")
    assert (status, told["verdict"], told["address"]) == (200, "unknown", None)
    assert (told["entrances"], told["life"]) == ([], None)


def test_an_identifier_and_a_code_are_verified_too(ask, token):
    one = address_of("1")
    for text, asked in ((one.identifier, "identifier"), ("11024 2VH3 CM3", "code")):
        _, told = ask(token, "/verify", text=text)
        assert (told["asked"], told["verdict"], told["spelled_so"]) == (asked, "real", True)
        assert told["address"]["identifier"] == one.identifier
    _, told = ask(token, "/verify", text="11024 2VH3 CM4")
    assert (told["verdict"], told["address"]) == ("unknown", None)


def test_several_doors_under_one_code_leave_open_which_is_meant(ask, token, operator):
    observe(door("same", house_number="12A", street="Hàng Bông"), source="others")
    run_coding(operator)
    _, told = ask(token, "/verify", text=CODE)
    assert (told["verdict"], told["address"], len(told["others"])) == ("real", None, 2)
    assert "several_doors" in told["reasons"]


def test_an_old_code_is_near_the_door_that_had_it(ask, token, operator):
    observe(door("1", (21.02860, 105.854167), house_number="12", street="Hàng Bông"))
    run_coding(operator)
    _, told = ask(token, "/verify", text=CODE)
    assert (told["verdict"], told["reasons"]) == ("near", ["code_lapsed"])
    assert told["differences"][0]["written"] == CODE
    assert told["differences"][0]["registered"] == address_of("1").vpostcode != CODE


def test_a_flats_identifier_leads_to_its_building_and_tells_no_flat(ask, token, client):
    flat = address_of("flat")
    _, told = ask(token, "/verify", text=flat.identifier)
    assert (told["verdict"], told["reasons"]) == ("near", ["another_answers"])
    assert told["address"]["identifier"] == address_of("tower").identifier
    assert "P1203" not in json.dumps(told)


def test_a_merged_identifier_leads_to_the_one_that_answers(ask, token, operator):
    one, goer = address_of("1"), address_of("next", "others")
    merge(one.pk, goer.pk, "same door", operator)
    _, told = ask(token, "/verify", text=goer.identifier)
    assert told["address"]["identifier"] == one.identifier
    _, told = ask(token, "/lookup", code=goer.identifier)
    assert told["answers_for"] == goer.identifier


def test_what_was_withdrawn_confirms_nothing(ask, token, operator):
    run = Run.objects.create(kind=Kind.IMPORT, actor=operator, source="late", state="done")
    observe(
        door("new", (21.0286, 105.8546), house_number="18", street="Hàng Bông", life="confirmed"),
        source="late",
        run=run,
    )
    observe(door("new", (21.0286, 105.8546), house_number="18", street="Hàng Bông"), source="else")
    new, other = address_of("new", "late"), address_of("new", "else")
    merge(other.pk, new.pk, "same door", operator)
    run_coding(operator)
    identifier = other.identifier
    assert ask(token, "/verify", text=identifier)[1]["life"] == "confirmed"
    withdraw_run(run, operator)
    run_coding(operator)
    _, told = ask(token, "/verify", text=identifier)
    assert (told["life"], told["last_confirmed_on"]) == ("candidate", None)


# --- lookup and reverse -----------------------------------------------------------------------


@pytest.mark.parametrize("form", ["{}", "11024-2vh3-cm3"])
def test_a_code_or_an_identifier_leads_to_the_public_part(ask, token, form):
    one = address_of("1")
    status, told = ask(token, "/lookup", code=form.format(one.identifier))
    assert status == 200
    [found] = told["addresses"]
    assert (found["line"], found["identifier"]) == ("12, Hàng Bông", one.identifier)
    assert "life" not in found


@pytest.mark.parametrize("text", ["hello", "AAAA-AAAA-A", "1234567890", "999992VH3CM3"])
def test_what_leads_nowhere_has_no_address(ask, token, text):
    status, told = ask(token, "/lookup", code=text)
    assert (status, told["addresses"]) == (200, [])


def test_the_digital_address_is_an_identifier(ask, token, operator):
    observe(door("d", (21.0288, 105.8550), house_number="20", digital_address="1102400012"))
    run_coding(operator)
    assert ask(token, "/lookup", code="1102400012")[1]["addresses"][0]["house_number"] == "20"
    assert ask(token, "/verify", text="1102400012")[1]["verdict"] == "real"


def test_the_nearest_doors_come_first_with_their_distance(ask, token):
    _, told = ask(token, "/reverse", lat=21.02853, lng=105.8544, limit=2)
    first, second = told["doors"]
    assert (first["house_number"], first["metres"]) == ("14", 0.0)
    assert (second["house_number"], second["metres"]) == ("12", pytest.approx(24.2, abs=0.2))
    assert first["commune"]["code"] == "00070"


def test_nothing_is_near_in_the_middle_of_nowhere(ask, token):
    assert ask(token, "/reverse", lat=20.9, lng=105.7)[1] == {"doors": []}
    assert ask(token, "/reverse", lat=90, lng=180)[1] == {"doors": []}


def test_distances_are_kept_to(ask, token):
    _, told = ask(token, "/reverse", lat=21.02853, lng=105.8544, within_metres=20)
    assert [d["house_number"] for d in told["doors"]] == ["14"]


# --- who gets in, and what they see -----------------------------------------------------------


def test_a_key_sees_its_territory_and_nothing_beyond(ask, city, make_token):
    token = make_token("read", postal_codes=(HOAN_KIEM,))
    there = address_of("there", "others")
    assert ask(token, "/verify", text=address_of("1").identifier)[1]["verdict"] == "real"
    for text in (there.identifier, there.vpostcode, "34 Đội Cấn, phường Ba Đình, Hà Nội"):
        assert ask(token, "/verify", text=text)[1]["verdict"] == "unknown", text
    for text in (there.identifier, there.vpostcode):
        assert ask(token, "/lookup", code=text)[1]["addresses"] == []
    assert ask(token, "/reverse", lat=21.0368, lng=105.8346)[1]["doors"] == []


def test_without_a_charge_a_key_sees_nothing(ask, city, make_token):
    token = make_token("read", postal_codes=())
    assert ask(token, "/verify", text=address_of("1").identifier)[1]["verdict"] == "unknown"


@pytest.mark.parametrize("path", ["/verify?text=x", "/lookup?code=x", "/reverse?lat=21&lng=105"])
def test_without_a_key_nobody_gets_in(client: Client, hanoi, path):
    User.objects.create(username="chief", is_administrator=True, joined_at="2026-01-01T00:00Z")
    answer = client.get(f"/api/v1{path}")
    assert (answer.status_code, answer.json()["reason"]) == (401, "key_missing")
    assert answer.json()["vi"] != answer.json()["en"]


def test_an_officer_who_signed_in_sees_their_commune(city):
    officer = User.objects.create(username="lan", role=Role.COMMUNE)
    Charge.objects.create(user=officer, unit=commune_of_postal_code(HOAN_KIEM))
    client = Client()
    client.force_login(officer)
    asked = {"text": address_of("1").identifier}
    assert client.get("/api/v1/verify", asked).json()["verdict"] == "real"
    asked = {"text": address_of("there", "others").identifier}
    assert client.get("/api/v1/verify", asked).json()["verdict"] == "unknown"


def test_a_text_longer_than_an_address_is_refused(ask, token):
    assert ask(token, "/verify", text="x" * 1_001)[0] == 422
    assert ask(token, "/verify", text="")[0] == 422
    assert ask(token, "/verify", text="\x00")[0] == 200


def test_a_code_that_a_door_bears_needs_no_ground_to_be_proved(
    hanoi, operator, make_token, ask, monkeypatch
):
    observe(door("1", house_number="12", street="Hàng Bông", commune_code="00070"))
    run_coding(operator)
    bearer = address_of("1")
    assert bearer.rests_on_declaration, "approximate ground"
    monkeypatch.setattr(verification.vpostcode, "check", lambda *told: pytest.fail("looked"))
    status, told = ask(make_token("read"), "/lookup", code=bearer.vpostcode)
    assert status == 200
    assert [one["identifier"] for one in told["addresses"]] == [bearer.identifier]


def test_what_a_list_put_of_persons_and_flats_into_the_words_is_told_to_nobody(
    official_hanoi, operator, make_token, ask, client
):
    observe(
        door(
            "1", house_number="12 căn hộ 304", street="Hàng Bông",
            building="nhà ông Tư 0912 345 678", life="certified",
        )
    )  # fmt: skip
    run_coding(operator)
    bearer = address_of("1")
    _, told = ask(make_token("read"), "/lookup", code=bearer.identifier)
    assert told["addresses"][0]["line"] == "12, Hàng Bông"
    assert told["addresses"][0]["building"] == ""
    _, seen = ask("", f"/codes/{bearer.vpostcode}")
    page = Client().get(f"/p/{bearer.identifier}").content.decode()
    assert "12, Hàng Bông" in page
    for text in (json.dumps(seen, ensure_ascii=False), page):
        assert "căn hộ" not in text
        assert "0912" not in text
        assert "ông Tư" not in text
    assert statement_of(bearer, today()).line == "12, Hàng Bông"
