"""Measures, targets and evidence for programs: exact on one's own ground, rounded for anybody."""

import json
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.hanoi import commune_of_postal_code
from tests.registry import address_of, door, observe

from diaban.spine.addresses.coding import run_coding
from diaban.spine.evidence.keeping import Words, open_register
from diaban.spine.evidence.models import Evidence
from diaban.spine.evidence.stating import Said, Source, state
from diaban.spine.figures.computing import bring_up_to_date
from diaban.spine.journal.models import Entry
from diaban.spine.parties.models import Organisation, Role, User
from diaban.spine.places.units import today
from diaban.spine.privacy.models import PublishedFigures
from diaban.spine.programme.cascading import hand_down
from diaban.spine.programme.declared import declare
from diaban.spine.programme.models import Gauge, Programme, Stage, Target, Task

MEASURE = "/measures/households-coded"


@pytest.fixture
def here(official_hanoi):
    return commune_of_postal_code("11024")


@pytest.fixture
def there(official_hanoi):
    return commune_of_postal_code("11120")


@pytest.fixture
def registry(here, operator, settings, tmp_path):
    settings.FIGURE_FOLDER = tmp_path / "figures"
    observe(
        door("a", house_number="4", street="Hàng Bài"),
        door("b", (21.0368, 105.8346), house_number="34", street="Đội Cấn"),
        {**door("flat", None), "parent_key": "a", "unit": "P1203"},
    )
    run_coding(operator)
    bring_up_to_date()


@pytest.fixture
def register(operator, here):
    words = Words("Đài", "Stations", "đài", "stations", "1/2021")
    return open_register("stations", words, "commune", 90, operator)


@pytest.fixture
def send(client):
    def post(token: str, path: str, body: object):
        answer = client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json",
                             headers={"authorization": f"Bearer {token}"})  # fmt: skip
        return answer.status_code, json.loads(answer.content)

    return post


def stranger() -> Client:
    """Somebody beyond this machine, whom nobody let in."""
    User.objects.create(username="chief", is_administrator=True, joined_at=timezone.now())
    return Client()


def test_measures_are_described_to_anybody(get, here):
    status, told = get("/measures")
    assert status == 200
    coded = next(one for one in told["measures"] if one["name"] == "households-coded")
    assert (coded["title_vi"], coded["version"]) == ("Hộ có mã địa chỉ", 1)


def test_a_key_reads_exact_figures_of_its_ground_alone(registry, make_token, ask, here, there):
    token = make_token("figures", postal_codes=("11024",))
    status, told = ask(token, MEASURE, by="unit")
    assert (status, told["ground"], told["fingerprint"]) == (200, "charge", None)
    [figure] = told["figures"]
    assert (figure["unit"], figure["denominator"]) == (here.code, 2)
    _, whole = ask(make_token("figures", name="city"), MEASURE)
    assert (whole["ground"], whole["figures"][0]["denominator"]) == ("city", 3)
    assert len(whole["fingerprint"]) == 32


def test_rows_behind_a_figure_are_doors_of_ones_own_ground(registry, make_token, ask, here, there):
    token = make_token("figures", postal_codes=("11024",))
    _, told = ask(token, f"{MEASURE}/rows", label="numerator", limit=1)
    first = told["rows"]
    _, rest = ask(token, f"{MEASURE}/rows", label="numerator", limit=1, after=told["after"])
    rows = first + rest["rows"]
    assert told["count"] == len(rows) == 2
    assert {row["identifier"] for row in rows} == {address_of("a").identifier}
    assert address_of("flat").identifier not in str(rows)
    assert ask(token, f"{MEASURE}/rows", unit=there.code)[0] == 404
    assert ask(make_token("read", name="courier"), f"{MEASURE}/rows")[0] == 403
    assert stranger().get(f"/api/v1{MEASURE}/rows").status_code == 401


def test_who_has_no_key_for_it_reads_what_is_published_and_rounded(registry, make_token, ask, here):
    courier = make_token("read", postal_codes=("11024",))
    assert ask(courier, MEASURE)[1]["reason"] == "not_published"
    months = [
        {"as_of": "2026-09-30", "city": [380, 420, 450], "units": {here.code: [None, 40, 40]}}
    ]
    PublishedFigures.objects.create(dataset="measure-households-coded", version=1, months=months,
                                    covers={}, synthetic=True)  # fmt: skip
    answer = stranger().get(f"/api/v1{MEASURE}?as_of=2026-10-15")
    told = json.loads(answer.content)
    assert (told["ground"], told["as_of"], told["synthetic"]) == ("public", "2026-09-30", True)
    [figure] = told["figures"]
    assert (figure["numerator"], figure["unknown"], figure["missing"]) == (380, 30, None)
    assert figure["low"] == 0.8278
    [unit] = ask(courier, MEASURE, by="unit", as_of="2026-10-15")[1]["figures"]
    assert (unit["numerator"], unit["denominator"], unit["low"]) == (None, 40, None)


def test_what_there_is_not_is_refused_in_both_languages(registry, make_token, ask):
    token = make_token("figures")
    for path, query in (("/measures/happiness", {}), ("/targets/9", {}), ("/evidence/none", {})):
        status, told = ask(token, path, **query)
        assert (status, bool(told["vi"] and told["en"])) == (404, True)
    status, told = ask(token, f"{MEASURE}/rows", limit=1000, label="all")
    assert status == 422
    words = {one["field"]: (one["problem"], one["vi"]) for one in told["detail"]}
    assert words["query.limit"] == ("Input should be less than or equal to 100",
                                    "phải từ 100 trở xuống")  # fmt: skip
    assert "phải là một trong" in words["query.label"][1]
    assert ask(token, MEASURE, as_of="2019-01-01")[0] == 422


def row(unit, **more):
    return {"unit": unit.code, "held_on": "2026-01-31", "numerator": 3, "denominator": 4, **more}


def test_evidence_is_stated_row_by_row_and_sent_again_changes_nothing(
    register, make_token, send, ask, here, there
):
    token = make_token("evidence", "figures", postal_codes=("11024",))
    body = {
        "source": "hệ thống đài",
        "rows": [
            row(here, numerator="1.234", denominator=2000),
            row(here, held_on="2026-02-28", numerator="85%"),
            row(here, held_on="2026-03-31", numerator=5),
            row(there),
        ],
    }
    status, told = send(token, "/evidence/stations", body)
    assert (status, told["taken"]) == (200, 1)
    results = [(one["result"], one["reason"]) for one in told["rows"]]
    assert results == [
        ("taken", None), ("refused", "evidence_number"), ("refused", "evidence_part_over_whole"),
        ("refused", "evidence_no_standing"),
    ]  # fmt: skip
    assert "không phải số nguyên" in told["rows"][1]["vi"]
    assert "no whole number" in told["rows"][1]["en"]
    _, again = send(token, "/evidence/stations", body)
    assert (again["taken"], again["rows"][0]["result"]) == (0, "again")
    one = Evidence.objects.get()
    assert (one.numerator, one.source_file, len(one.source_digest)) == (1234, "hệ thống đài", 64)
    assert Entry.objects.filter(act="evidence.stated").count() == 1
    _, read = ask(token, "/evidence/stations", as_of="2026-02-01")
    [place] = read["places"]
    assert (read["share"], place["state"], place["unit"]) == (0.617, "fresh", here.code)
    _, later = ask(token, "/evidence/stations")
    assert (later["places"][0]["state"], later["unknown"], later["share"]) == ("stale", 2000, None)


def test_only_a_key_for_it_states_evidence(register, make_token, send, client, here):
    assert send(make_token("figures"), "/evidence/stations", {"rows": [row(here)]})[0] == 403
    answer = client.post("/api/v1/evidence/stations", json.dumps({"rows": [row(here)]}),
                         content_type="application/json")  # fmt: skip
    assert answer.status_code == 401
    status, told = send(make_token("evidence", name="x"), "/evidence/stations",
                        {"rows": [row(here, name="Nguyễn Văn A")]})  # fmt: skip
    assert (status, told["detail"][0]["vi"]) == (422, "không có trường này")
    assert not Evidence.objects.exists()


def test_a_target_is_told_with_bounds_and_of_ones_own_ground_alone(
    register, make_token, ask, operator, here, there
):
    year = date(today().year, 1, 1), date(today().year, 12, 31)
    programme = Programme.objects.create(
        title="P", begins_on=year[0], ends_on=year[1], made_at=timezone.now(), made_by=operator,
        organisation=Organisation.objects.create(name="Sở"), stage=Stage.ADOPTED,
    )  # fmt: skip
    task = Task.objects.create(programme=programme, number="7", title="T")
    target = Target.objects.create(
        task=task, title="Đài", threshold=1, begins_on=year[0], ends_on=year[1],
        milestones=[[str(year[0]), 0.0], [str(year[1]), 1.0]],
    )  # fmt: skip
    told = {"target": target, "set_at": timezone.now(), "set_by": operator}
    Gauge.objects.create(register=register, valid_from=year[0], **told)
    day = today() - timedelta(days=1)
    state(register, [Said(here, day, 3, 4, 1), Said(there, day, 6, 6)], operator, Source())
    declare(target, there, today(), ("6", "6"), operator)
    [listed] = ask(make_token("figures"), "/targets")[1]["targets"]
    assert (listed["gauge"], listed["gauge_name"], listed["id"]) == (
        "register", "stations", target.pk
    )  # fmt: skip
    _, whole = ask(make_token("figures"), f"/targets/{target.pk}")
    assert (whole["share"], whole["low"], whole["high"]) == (0.9, 9 / 11, 10 / 11)
    assert (whole["silent"], whole["declared"]["share"], whole["difference"]) == (124, 1.0, 0.0)
    assert 0 < whole["expected"] < 1
    own = make_token("figures", postal_codes=("11024",), name="own")
    assert ask(own, f"/targets/{target.pk}")[0] == 404
    hand_down([task], operator, [here])
    _, part = ask(own, f"/targets/{target.pk}")
    assert (part["ground"], part["share"], part["silent"], part["declared"]) == (
        "charge", 0.75, 0, None
    )  # fmt: skip
    assert len(ask(own, "/targets")[1]["targets"]) == 1
    Programme.objects.update(stage=Stage.DRAFT)
    assert ask(own, f"/targets/{target.pk}")[0] == 404


def test_an_auditor_reads_all_and_a_collector_no_targets(register):
    for role, status in ((Role.AUDITOR, 200), (Role.COLLECTOR, 403)):
        client = Client()
        client.force_login(User.objects.create(username=role, role=role, joined_at=timezone.now()))
        assert client.get("/api/v1/targets").status_code == status
