"""Phones and rosters are found by the name of a person or of a point, in any spelling."""

import pytest
from django.test import Client
from tests.sectors.post.phones import StaffPhone, staff
from tests.sectors.post.points import PLACED, a_point

from diaban.sectors.post.presence import phone_pages, roster_pages
from diaban.spine.parties.models import Role, User, local_operator

pytestmark = pytest.mark.usefixtures("official_hanoi")


@pytest.fixture
def office(db) -> Client:
    lan = staff("lan", a_point("Bưu cục Tràng Tiền", **PLACED))
    User.objects.filter(pk=lan.pk).update(first_name="Lan", last_name="Đỗ Thị")
    hoa = staff("hoa", a_point("Điểm Vân Canh", **PLACED))
    StaffPhone(lan).enrol(local_operator())
    StaffPhone(hoa).enrol()
    client = Client()
    client.force_login(User.objects.create(username="so", role=Role.DEPARTMENT))
    return client


@pytest.mark.parametrize("page", ["/post/phones/", "/post/rosters/"])
@pytest.mark.parametrize(
    ("words", "found"),
    [("", {"Tràng Tiền", "Vân Canh"}), ("do thi lan", {"Tràng Tiền"}), ("hoa", {"Vân Canh"}),
     ("van canh", {"Vân Canh"}), ("trang hoa", set()), ("\0", {"Tràng Tiền", "Vân Canh"})],
)  # fmt: skip
def test_staff_are_found_by_their_name_or_by_their_point(office, page, words, found):
    told = office.get(page, {"q": words}).content.decode()
    assert {name for name in ("Tràng Tiền", "Vân Canh") if name in told} == found


def test_of_a_long_list_the_first_are_shown_and_how_many_there_are(office, monkeypatch):
    for pages in (phone_pages, roster_pages):
        monkeypatch.setattr(pages, "SHOWN_AT_ONCE", 1)
    StaffPhone(User.objects.get(username="hoa")).enrol()
    told = office.get("/post/phones/").content.decode()
    assert "Mỗi phần đang hiện 1 máy đầu" in told
    assert "Đang hiện 1 trong 2 điểm" in office.get("/post/rosters/").content.decode()
