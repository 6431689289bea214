"""Boundaries go in through the page: told of faults, seen on a map, addresses coded again."""

import html
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.registry import MIDDLE, door, observe

from diaban.exchange.importing.boundaries import BoundaryRequest, run_boundaries
from diaban.exchange.importing.working import resume, work_once
from diaban.spine.addresses.coding import run_coding
from diaban.spine.addresses.models import Address, CodeChange
from diaban.spine.parties.models import Role, User, local_operator
from diaban.spine.places.models import Boundary, Unit
from diaban.spine.runs.models import Kind, Run, State

METRES = 1 / 111_195


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def shape_of(unit: Unit) -> Any:
    return shapely.from_wkb(bytes(Boundary.objects.get(unit=unit, valid_to=None).geometry))


def layer(*areas: tuple[Unit, Any]) -> bytes:
    features = [
        {
            "type": "Feature",
            "properties": {"code": unit.code, "name": unit.name},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for unit, shape in areas
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


@pytest.fixture
def bring(client: Client) -> Callable[..., tuple[str, str]]:
    """Send, check and take a layer; return the page of the check and that of the report."""

    def send_check_and_take(content: bytes, **said: str) -> tuple[str, str]:
        sent = SimpleUploadedFile("địa giới.geojson", content)
        page = client.post("/import/", {"file": sent})["Location"]
        said = {"do": "check", "source": "Sở NN-MT", "kind": "boundaries", **said}
        answer = client.post(page, said)
        assert answer.status_code == 302, text(answer)
        work()
        checked = text(client.get(answer["Location"]))
        run = client.post(f"{page}take/")["Location"]
        work()
        return checked, run

    return send_check_and_take


def work() -> None:
    while work_once():
        pass


def report_of(client: Client, run: str) -> str:
    link = re.search(r'href="(/boundaries/\d+/)"', text(client.get(run)))
    return text(client.get(link[1], follow=True))


@pytest.fixture
def moved_door(
    client: Client, communes: dict[str, Unit], bring: Callable[..., tuple[str, str]]
) -> tuple[str, str]:
    """Hoàn Kiếm's ground round the door goes to Ba Đình."""
    observe(door("1"))
    run_coding(local_operator())
    patch = shapely.Point(MIDDLE[::-1]).buffer(150 * METRES)
    areas = (
        (communes["00070"], shape_of(communes["00070"]).difference(patch)),
        (communes["00004"], shape_of(communes["00004"]).union(patch)),
    )
    return bring(layer(*areas))


@pytest.fixture
def recoded(city: Any) -> Run:
    """An import after which one address moved, one got and one lost its code."""
    actor = local_operator()
    coding = Run.objects.create(kind=Kind.CODING, actor=actor)
    report = {"fault_counts": {}, "coded_by": coding.pk}
    here, there = city.hoan_kiem, city.ba_dinh
    changes = [
        (1, here, there, "110242VH3CM3", "111202VH3CM3"),
        (6, None, there, "", "111202RPMPRJ"),
        (8, there, None, "111202RPMPRJ", ""),
    ]
    CodeChange.objects.bulk_create(
        CodeChange(
            run=coding, address_id=number, commune_before=before, commune_after=after,
            code_before=old, code_after=new,
        )
        for number, before, after, old, new in changes
    )  # fmt: skip
    return Run.objects.create(kind=Kind.PLACES, actor=actor, report=report, counts={"due": 3})


def test_what_moves_is_foreseen_done_and_told(client: Client, communes, moved_door) -> None:
    checked, run = moved_door
    assert "địa chỉ sẽ được xét lại mã" in checked
    assert "trong đó sang đơn vị khác" in checked
    page = report_of(client, run)
    assert "km² đổi đơn vị" in page
    link = re.search(r'href="(/boundaries/\d+/rows/\?change=moved&from=[^"]+)"', page)[1]
    rows = text(client.get(link))
    assert '<strong id="count">1</strong>' in rows
    assert communes["00070"].full_name in rows
    assert communes["00004"].full_name in rows
    assert "11024 2VH3 CM3" in rows
    assert "11120 2VH3 CM3" in rows


def test_an_import_of_boundaries_is_undone_and_the_addresses_go_back(
    client: Client, communes, moved_door
) -> None:
    _, run = moved_door
    assert Address.objects.get().commune == communes["00004"]
    asked = text(client.get(re.search(r'href="([^"]+/undo/)"', text(client.get(run)))[1]))
    assert "ranh giới sẽ rút</dt><dd>0</dd>" in asked
    assert "ranh giới cũ có hiệu lực lại</dt><dd>2</dd>" in asked
    undo = client.post(f"{run}undo/")["Location"]
    work()
    shown = text(client.get(undo))
    assert 'id="count-areas_reopened">2<' in shown
    assert {b.source for b in Boundary.objects.all()} == {"Bản đồ thử nghiệm"}
    assert Address.objects.get().commune == communes["00070"]
    assert Address.objects.get().vpostcode == "110242VH3CM3"
    report = report_of(client, undo)
    assert "km² đổi đơn vị" in report
    rows = re.search(r'href="(/boundaries/\d+/rows/\?change=moved&from=[^"]+)"', report)[1]
    assert '<strong id="count">1</strong>' in text(client.get(rows))
    # a second wish leads nowhere new
    assert "/undo/" not in text(client.get(run))
    assert client.post(f"{run}undo/")["Location"] == run
    assert Run.objects.filter(kind=Kind.UNDO).count() == 1


def test_an_undo_that_broke_off_before_the_coding_is_finished_by_the_next_worker(
    client: Client, communes, moved_door, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, run = moved_door
    undo = Run.objects.get(pk=client.post(f"{run}undo/")["Location"].split("/")[-2])
    with monkeypatch.context() as broken:
        broken.setattr("diaban.exchange.importing.boundary_undo.recode_after", _die)
        work_once()
    assert Run.objects.get(pk=undo.pk).state == State.FAILED
    assert Address.objects.get().commune == communes["00004"]
    resume(undo)
    work()
    undo.refresh_from_db()
    assert (undo.state, undo.counts["areas_reopened"]) == (State.DONE, 2)
    assert undo.report["ground_km2"] > 0
    assert Address.objects.get().commune == communes["00070"]


def _die(run: Run) -> None:
    raise RuntimeError("the machine went down")


def test_undoing_the_earlier_of_two_imports_leaves_the_later_and_undoing_both_the_first(
    client: Client, communes, bring
) -> None:
    unit = communes["00070"]
    first = shape_of(unit)
    runs = []
    for metres in (50, 90):
        smaller = first.difference(shapely.Point(MIDDLE[::-1]).buffer(metres * METRES))
        runs.append(bring(layer((unit, smaller)))[1])
    later = shape_of(unit)
    undone = client.post(f"{runs[0]}undo/")["Location"]
    work()
    assert 'id="count-areas_kept">1<' in text(client.get(undone))
    assert shape_of(unit).equals(later)
    client.post(f"{runs[1]}undo/")
    work()
    assert shape_of(unit).equals(first)
    assert Boundary.objects.get(unit=unit).source == "Bản đồ thử nghiệm"


def test_a_boundary_that_an_import_brought_first_goes_and_the_one_it_ended_lasts_again(
    client: Client, communes, bring
) -> None:
    unit = communes["00070"]
    whole = shape_of(unit)
    smaller = whole.difference(shapely.Point(MIDDLE[::-1]).buffer(50 * METRES))
    run = bring(layer((unit, smaller)), on="2026-01-01")[1]
    assert Boundary.objects.filter(unit=unit).count() == 2
    client.post(f"{run}undo/")
    work()
    (boundary,) = Boundary.objects.filter(unit=unit)
    assert (boundary.valid_to, shape_of(unit).equals(whole)) == (None, True)


def test_each_number_of_the_report_opens_its_rows(client: Client, recoded: Run) -> None:
    page = text(client.get(f"/boundaries/{recoded.pk}/"))
    links = re.findall(r'href="(/boundaries/\d+/rows/\?[^"]+)">([\d.]+)<', page)
    assert len(links) == 10
    for link, number in links:
        rows = text(client.get(link))
        assert f'<strong id="count">{number}</strong>' in rows
        assert rows.count('<th scope="row">') == int(number)


def test_the_rows_behind_a_number_come_as_a_file(client: Client, recoded: Run) -> None:
    answer = client.get(f"/export/addresses.csv?recoded={recoded.pk}&change=reissued")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").strip().splitlines()
    assert len(lines) == 2
    for asked in ("recoded=x", f"recoded={recoded.pk}&change=nonsense", "recoded=99999999"):
        assert client.get(f"/export/addresses.csv?{asked}").status_code == 404


def test_addresses_that_nobody_coded_yet_are_said_to_wait(client: Client, recoded: Run) -> None:
    recoded.report = {"fault_counts": {}}
    recoded.save()
    assert "Chạy: diaban code" in text(client.get(f"/boundaries/{recoded.pk}/"))
    assert client.get(f"/boundaries/{recoded.pk}/rows/").status_code == 404


def test_what_another_process_coded_afterwards_is_told(client: Client, recoded: Run) -> None:
    later = {"ran_as": recoded.pk, "coding": {"run": recoded.report["coded_by"]}}
    recoded.report = {"fault_counts": {}}
    recoded.save()
    order = Run.objects.create(kind=Kind.IMPORT, actor=recoded.actor, report=later)
    answer = client.get(f"/boundaries/{order.pk}/", follow=True)
    assert answer.redirect_chain == [(f"/boundaries/{recoded.pk}/", 302)]
    assert answer.context["totals"]["moved"] == 3


def test_faults_stand_in_words_with_their_place_and_are_drawn(client: Client, city, bring) -> None:
    wide = shape_of(city.hoan_kiem).buffer(30 * METRES)
    checked, run = bring(layer((city.hoan_kiem, wide)))
    assert "Đã nhận, nhưng cần xem lại" in checked
    page = report_of(client, run)
    assert "chồng nhau" in page
    assert "hỏi nơi cấp xem đất thuộc đơn vị nào rồi vẽ lại" in page
    drawn = json.loads(re.search(r'<script id="drawn"[^>]*>(.*?)</script>', page, re.DOTALL)[1])
    assert {fault["kind"] for fault in drawn["faults"]} >= {"overlap"}
    assert all(fault["shape"]["coordinates"] and len(fault["at"]) == 2 for fault in drawn["faults"])
    assert "giữ như cũ" in page


def test_narrow_overlaps_are_closed_when_the_form_asks_for_it(client: Client, city, bring) -> None:
    near = shape_of(city.hoan_kiem).buffer(1.5 * METRES)
    page = report_of(client, bring(layer((city.hoan_kiem, near)), snap="5")[1])
    assert "Ranh giới đã nắn" in page
    others = Boundary.objects.filter(valid_to=None).exclude(unit=city.hoan_kiem)
    mine = shape_of(city.hoan_kiem)
    touched = [shapely.from_wkb(bytes(row.geometry)) for row in others]
    doubled = sum(mine.intersection(shape).area for shape in touched) * 111_195**2
    assert doubled < 5


@pytest.mark.parametrize("snap", ["0", "-1", "51", "năm", "nan"])
def test_a_width_that_cannot_be_is_refused_in_words(client: Client, city, snap: str) -> None:
    sent = SimpleUploadedFile("a.geojson", layer((city.hoan_kiem, shape_of(city.hoan_kiem))))
    page = client.post("/import/", {"file": sent})["Location"]
    said = {"do": "check", "source": "x", "kind": "boundaries", "snap": snap}
    assert "Độ rộng là số mét từ 0,1 đến 50" in text(client.post(page, said))


def test_boundaries_that_change_nothing_concern_nobody(client: Client, recoded: Run) -> None:
    recoded.report, recoded.counts = {"fault_counts": {}}, {"unchanged": 1}
    recoded.save()
    page = text(client.get(f"/boundaries/{recoded.pk}/"))
    assert '<dd id="count-unchanged">1</dd>' in page
    assert "Không địa chỉ nào bị ảnh hưởng." in page
    assert "Không có lỗi" in page


def test_only_imports_of_boundaries_have_such_a_page(client: Client, city) -> None:
    for path in (f"/boundaries/{city.rejected_run.pk}/", "/boundaries/999999/"):
        assert client.get(path).status_code == 404


def test_who_sees_one_commune_sees_no_report(recoded: Run) -> None:
    ward = Client()
    ward.force_login(User.objects.create(username="phuong", role=Role.COMMUNE))
    for path in ("", "rows/?change=moved"):
        assert ward.get(f"/boundaries/{recoded.pk}/{path}").status_code == 403


@pytest.mark.parametrize(
    "asked", ["change=all", "from=x", "from=999999", "to=0%00", "from=" + "9" * 30]
)
def test_rows_asked_for_wrongly_are_not_found(client: Client, recoded: Run, asked: str) -> None:
    assert client.get(f"/boundaries/{recoded.pk}/rows/?{asked}").status_code == 404


@pytest.mark.browser
@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_a_fault_is_shown_on_the_map_from_the_list(
    site: str, city, open_page, device: str, tmp_path
) -> None:
    path = tmp_path / "areas.geojson"
    path.write_bytes(layer((city.hoan_kiem, shape_of(city.hoan_kiem).buffer(30 * METRES))))
    run = run_boundaries(BoundaryRequest(path, "Sở", local_operator()))
    page = open_page(device)
    page.set_default_timeout(30_000)
    page.goto(f"{site}/boundaries/{run.pk}/")
    page.wait_for_selector("#map[data-ready=yes]")
    before = page.locator("#map").screenshot()
    page.locator("[data-fault='0']").click()
    page.wait_for_selector(".faults .lit")
    page.wait_for_timeout(1200)
    assert page.locator("#map").screenshot() != before
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1]
