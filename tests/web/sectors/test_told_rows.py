"""A figure over a sector's own records opens those records: pages, interface, command line."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.hanoi import commune_of_postal_code
from tests.sectors.toy.clubs import put_club
from tests.web.sectors.test_pages import client_of, read

from diaban.spine.figures.auditing import draw_audit
from diaban.spine.figures.computing import bring_up_to_date
from diaban.spine.figures.declaring import find
from diaban.spine.parties.api_keys import KeyTerms, Scope, make_key
from diaban.spine.parties.models import Organisation, Role, User
from diaban.spine.places.models import Charge
from diaban.spine.places.units import today
from diaban.spine.programme.cascading import adopt, hand_down
from diaban.spine.programme.models import Gauge, Programme, Target, Task
from diaban.web.commands.entry import main

HERE, THERE = "11024", "11120"
OPENED = re.compile(r'<a href="/toy/\d+/">')


@pytest.fixture
def target(toy, hanoi, operator, settings, tmp_path) -> Target:
    settings.FIGURE_FOLDER = tmp_path / "figures"
    for code, lat in ((HERE, 210_285_000), (THERE, 210_368_000)):
        put_club(f"CLB {code}", commune_of_postal_code(code), lat_e7=lat, lng_e7=1_058_500_000,
                 open=True)  # fmt: skip
    put_club("CLB không rõ", commune_of_postal_code(HERE))
    bring_up_to_date()
    day = today() - timedelta(days=30)
    programme = Programme.objects.create(
        title="Thử", organisation=Organisation.objects.create(name="Sở"), begins_on=day,
        ends_on=today() + timedelta(days=30), made_by=operator, made_at="2026-01-01T00:00Z",
    )  # fmt: skip
    task = Task.objects.create(programme=programme, number="1", title="Diều", field="post")
    target = Target.objects.create(task=task, title="CLB mở cửa", threshold=0.9, begins_on=day,
                                   ends_on=programme.ends_on)  # fmt: skip
    Gauge.objects.create(target=target, measure="toy-clubs-open", valid_from=day,
                         set_at="2026-01-01T00:00Z", set_by=operator)  # fmt: skip
    adopt(programme, operator)
    hand_down([task], operator, [commune_of_postal_code(HERE)])
    return target


def test_the_rows_are_the_sectors_records_with_their_pages_and_points(target):
    page = read(client_of(Role.DEPARTMENT), f"/programme/targets/{target.pk}/rows/?label=numerator")
    assert '<strong id="count">2</strong>' in page
    assert 'data-lat="21.028500" data-lng="105.850000"' in page
    assert len(OPENED.findall(page)) == page.count("một câu lạc bộ") == 2
    assert "Câu lạc bộ" in page


def test_a_place_opens_at_the_first_label_that_has_rows(target):
    department, rows = client_of(Role.DEPARTMENT), f"/programme/targets/{target.pk}/rows/"
    here, there = (commune_of_postal_code(code).code for code in (HERE, THERE))
    assert "label=unknown&amp;on=" in current_label(read(department, f"{rows}?unit={here}"))
    assert "label=numerator&amp;on=" in current_label(read(department, f"{rows}?unit={there}"))
    asked = read(department, f"{rows}?unit={there}&label=rest")
    assert "label=rest" in current_label(asked), "what is asked for is shown, empty as it is"


def current_label(page: str) -> str:
    return re.search(r'<a href="([^"]+)" aria-current="true"', page)[1]


def test_rows_without_a_position_are_told_without_a_map(target):
    department, rows = client_of(Role.DEPARTMENT), f"/programme/targets/{target.pk}/rows/"
    page = read(department, f"{rows}?label=unknown")
    assert "CLB không rõ" in page
    assert 'id="map"' not in page
    assert "chưa có vị trí nên không vẽ bản đồ" in page
    assert 'id="map"' in read(department, f"{rows}?label=numerator")


def test_of_the_unknown_one_reads_which_they_are(target):
    page = read(client_of(Role.DEPARTMENT), f"/programme/targets/{target.pk}/rows/?label=unknown")
    assert "CLB không rõ" in page
    assert "chưa có vị trí" in page


def test_a_commune_reads_the_rows_in_its_charge(target):
    officer = client_of(Role.COMMUNE, HERE)
    page = read(officer, f"/programme/targets/{target.pk}/rows/?label=numerator")
    assert "CLB 11024" in page
    assert "CLB 11120" not in page


def test_another_system_reads_the_records_of_its_ground(target, client, operator):
    system = User.objects.create(username="hệ thống", role=Role.API_CLIENT)
    Charge.objects.create(user=system, unit=commune_of_postal_code(HERE))
    terms = KeyTerms(frozenset({Scope.FIGURES}), timezone.now() + timedelta(days=1))
    _, token = make_key(operator, system, terms)
    answer = client.get("/api/v1/measures/toy-clubs-open/rows?label=numerator",
                        headers={"authorization": f"Bearer {token}"})  # fmt: skip
    told = answer.json()
    assert [row["line"] for row in told["rows"]] == ["CLB 11024"]
    assert told["rows"][0]["identifier"].startswith("CLB-")


def test_the_command_line_opens_them_too(target, capsys):
    with pytest.raises(SystemExit, match="0"):
        main(["measure", "explain", "toy-clubs-open", "--label", "numerator", "--json"])
    lines = [json.loads(line)["line"] for line in capsys.readouterr().out.splitlines()]
    assert lines == ["CLB 11024", "CLB 11120"]


def test_an_audit_of_a_sectors_figure_shows_what_to_look_at(target, operator):
    audit = draw_audit([find("toy-clubs-open")], operator, 0.1)
    page = read(client_of(Role.DEPARTMENT), f"/programme/audits/{audit.pk}/")
    assert len(OPENED.findall(page)) == 3
