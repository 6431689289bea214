"""Plates on the pages: ordered, printed, scanned, attached; a door's page is for everybody."""

import io
import re

import pypdf
import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from diaban.spine.addresses.models import Address, LapsedCode, Life
from diaban.spine.parties.models import Role, User, local_operator
from diaban.spine.places.models import Charge
from diaban.spine.places.units import today
from diaban.spine.plates.models import MistakeReport, Plate, PlateState
from diaban.web.pages import door_page

SITE = "diaban.example.vn"


def read(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode().partition("<main")[2]


def change(number: int, **columns: object) -> None:
    Address.objects.everywhere("a test changes one").filter(pk=number).update(**columns)


@pytest.fixture
def real_door(city, settings, client):
    """A door that is not synthetic, on a server with a public name, where one signs in."""
    settings.PUBLIC_NAMES = [SITE]
    client.force_login(local_operator())
    change(1, synthetic=False)
    return Address.objects.everywhere("a test reads one").get(pk=1)


def order_and_print(client: Client, city) -> int:
    client.post("/plates/order/", {"unit": city.hoan_kiem.code, "life": "all"})
    answer = client.post("/plates/print/", {"unit": city.hoan_kiem.code, "size": "door"})
    return int(re.fullmatch(r"/plates/runs/(\d+)/", answer.url)[1])


def scan(client: Client, address: Address, status: int = 200) -> str:
    return read(client, f"/P/{address.identifier}", status)


def test_an_officer_orders_a_commune_and_prints_what_waits(client, city):
    answer = client.post(
        "/plates/order/", {"unit": city.hoan_kiem.code, "life": "all"}, follow=True
    )
    page = answer.content.decode()
    assert "Đã đặt 2 biển." in page
    assert '<strong id="count">2</strong>' in page
    printed = client.post(
        "/plates/print/", {"unit": city.hoan_kiem.code, "size": "sticker"}, follow=True
    ).content.decode()
    assert "2 biển" in printed
    assert "95 × 50 mm" in printed
    assert "Không có biển nào đang chờ." in read(client, "/plates/")


def test_only_doors_as_far_as_asked_are_ordered(client, city):
    client.post("/plates/order/", {"unit": city.hoan_kiem.code, "life": "confirmed"})
    assert [plate.address_id for plate in Plate.objects.everywhere("a test counts")] == [1]


def test_a_run_is_the_same_file_each_time_and_its_plates_lead_to_their_doors(
    client, city, real_door
):
    run = order_and_print(client, city)
    files = [client.get(f"/plates/runs/{run}/sheets.pdf").content for _ in "ab"]
    assert files[0] == files[1]
    told = pypdf.PdfReader(io.BytesIO(files[0])).pages[0].extract_text()
    assert real_door.identifier in told
    assert "11024 2VH3 CM3" in told
    singles = client.get(f"/plates/runs/{run}/singles.pdf").content
    assert len(pypdf.PdfReader(io.BytesIO(singles)).pages) == 2
    plate = Plate.objects.everywhere("a test reads one").get(address=1)
    drawing = client.get(f"/plates/{plate.pk}.svg")
    assert drawing["Content-Type"] == "image/svg+xml"


def test_without_a_public_address_every_plate_is_a_sample(client, city):
    assert "chỉ in biển mẫu" in read(client, "/plates/")
    run = order_and_print(client, city)
    assert "Đây là biển mẫu" in read(client, f"/plates/runs/{run}/")
    assert all(plate.sample for plate in Plate.objects.everywhere("a test looks"))


def test_a_scan_finds_the_door_whatever_the_case(client, city, real_door):
    page = scan(client, real_door)
    assert "11, Phố Thử" in page
    assert '<span class="post">11024</span> 2VH3 CM3' in page
    assert "Mã tính toán" in page
    assert city.hoan_kiem.full_name in page
    assert "geo:21.028511,105.854167" in page
    typed = real_door.identifier.lower().replace("-", "")
    assert "11, Phố Thử" in read(client, f"/p/{typed}")


def test_an_unknown_or_mistyped_identifier_is_no_door(client, city):
    for wrong in ("0000-0000-1", "AAAA-AAAA-A"):
        read(client, f"/p/{wrong}", 404)


def test_a_collector_attaches_the_plate_by_scanning_it(client, city, real_door):
    order_and_print(client, city)
    collector = User.objects.create(username="thu", role=Role.COLLECTOR)
    Charge.objects.create(user=collector, unit=city.hoan_kiem)
    client.force_login(collector)
    page = scan(client, real_door)
    assert "Đã gắn biển lên cửa" in page
    assert "Đặt biển" not in page
    plate = Plate.objects.everywhere("a test reads one").get(address=1)
    step = {"step": "attach", "plate": plate.pk, "lat": "21.0285", "lng": "105.8541"}
    client.post(f"/p/{real_door.identifier}/step/", step)
    plate.refresh_from_db()
    assert (plate.state, plate.at_lat_e7) == (PlateState.ATTACHED, 210285000)
    assert plate.steps.get(state=PlateState.ATTACHED).actor == collector
    assert "đã gắn từ" in scan(client, real_door)
    refused = client.post(f"/p/{real_door.identifier}/step/", {"step": "order"})
    assert refused.status_code == 404


def test_a_collector_of_another_commune_is_offered_nothing(client, city, real_door):
    order_and_print(client, city)
    stranger = User.objects.create(username="la", role=Role.COLLECTOR)
    Charge.objects.create(user=stranger, unit=city.ba_dinh)
    client.force_login(stranger)
    assert "11, Phố Thử" in scan(client, real_door)
    assert "Đã gắn biển lên cửa" not in scan(client, real_door)
    plate = Plate.objects.everywhere("a test reads one").get(address=1)
    step = {"step": "attach", "plate": plate.pk}
    assert client.post(f"/p/{real_door.identifier}/step/", step).status_code == 404


def test_somebody_unknown_sees_the_door_and_no_duty(city, real_door):
    request = RequestFactory().get(f"/p/{real_door.identifier}")
    request.user = AnonymousUser()
    door = door_page.find_door(real_door.identifier)
    assert door_page._duties(request, door, []) == {}


def test_a_plate_with_a_lapsed_code_still_finds_its_door_and_says_so(client, city, real_door):
    order_and_print(client, city)
    plate = Plate.objects.everywhere("a test reads one").get(address=1)
    step = {"step": "attach", "plate": plate.pk}
    client.post(f"/p/{real_door.identifier}/step/", step)
    LapsedCode.objects.create(code=plate.code, address=real_door, valid_to=today())
    change(1, vpostcode="110242VH3CM4")
    page = scan(client, real_door)
    assert "Biển trên cửa ghi mã cũ 11024 2VH3 CM3" in page
    assert "2VH3 CM4" in page
    assert "Mã trước đây" in page


def test_a_flat_is_answered_by_its_building(client, city):
    flat = Address.objects.everywhere("a test reads one").get(pk=3)
    page = scan(client, flat)
    assert "12, Phố Thử" in page
    assert flat.identifier not in page
    # a token of the page's forms may hold any two signs
    assert "P0" not in re.sub(r'value="\w+"', "", page)


def test_a_merged_door_leads_to_the_one_that_answers(client, city, real_door):
    change(5, merged_into=1, life=Life.RETIRED)
    gone = Address.objects.everywhere("a test reads one").get(pk=5)
    page = scan(client, gone)
    assert "11, Phố Thử" in page
    assert f"{gone.identifier} đã được gộp" in page


def test_a_retired_door_says_that_its_plate_is_not_valid(client, city, real_door):
    change(1, life=Life.RETIRED)
    page = scan(client, real_door, 410)
    assert "không còn dùng" in page
    assert "CM3" not in page


def test_anybody_reports_a_mistake_and_an_officer_deals_with_it(client, city, real_door):
    for _ in range(3):
        answer = client.post(f"/p/{real_door.identifier}/report/", {"kind": "place"})
    assert "Cảm ơn" in read(client, answer.url)
    assert MistakeReport.objects.get().count == 3
    page = read(client, "/plates/")
    assert "Vị trí trên bản đồ sai" in page
    assert "× 3" in page
    client.post("/plates/settle/", {"report": MistakeReport.objects.get().pk})
    assert "Vị trí trên bản đồ sai" not in read(client, "/plates/")
    assert MistakeReport.objects.get().settled_by == local_operator()
    assert client.post(f"/p/{real_door.identifier}/report/", {"kind": "x"}).status_code == 404


def test_a_withdrawn_plate_is_replaced_by_a_new_order(client, city, real_door):
    order_and_print(client, city)
    plate = Plate.objects.everywhere("a test reads one").get(address=1)
    path = f"/p/{real_door.identifier}/step/"
    client.post(path, {"step": "withdraw", "plate": plate.pk, "reason": "lost"})
    plate.refresh_from_db()
    assert plate.state == PlateState.WITHDRAWN
    client.post(path, {"step": "order"})
    assert "đang chờ in" in scan(client, real_door)
    again = client.post(path, {"step": "order"}, follow=True).content.decode()
    assert "đã có biển chờ in" in again
