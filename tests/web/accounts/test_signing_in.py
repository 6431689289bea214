"""From a link to an account: password, authenticator app, sessions, and who is kept out."""

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client

from diaban.spine.journal.models import Entry
from diaban.spine.parties import people
from diaban.spine.parties.invitations import Invitation
from diaban.spine.parties.models import Role, User, local_operator

WORDS = "ba mươi sáu phố phường"
SIGN_IN = "/account/sign-in/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def chief() -> User:
    token = people.invite(local_operator(), "chief", Role.DEPARTMENT, administers=True).token
    return people.join(Invitation.find(token), WORDS)


def sign_in(name: str = "chief", password: str = WORDS) -> Client:
    client = Client()
    client.post(SIGN_IN, {"login": name, "password": password})
    return client


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def acts() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("act", flat=True))


def test_the_operator_invites_the_first_administrator_who_lets_others_in():
    here = Client()
    page = here.post("/people/", {"username": "chief", "role": "department", "administers": "yes"})
    link = re.search(r"http://testserver(/account/invitation/[\w-]+/)", page.content.decode())[1]
    own = Client()
    assert "chief" in own.get(link).content.decode()
    assert own.post(link, {"password": "ngắn"}).status_code == 200
    answer = own.post(link, {"password": WORDS})
    assert (answer.status_code, answer["Location"]) == (302, "/account/")
    assert own.get(link).status_code == 410
    assert own.get("/people/").status_code == 200
    assert here.get("/people/").status_code == 401
    assert "no-store" in own.get(link)["Cache-Control"]


def test_a_name_and_a_password_let_in_and_the_journal_says_so(chief):
    client = sign_in()
    assert is_in(client)
    assert acts()[-1] == "sign_in.done"
    client.post("/account/sign-out/")
    assert not is_in(client)
    assert acts()[-1] == "sign_in.ended"


@pytest.mark.parametrize(("role", "first"), [("department", "/programme/"), ("commune", "/")])
def test_the_department_comes_to_its_programme_and_others_to_looking_up(chief, role, first):
    chief.role = role
    chief.save()
    asked = {"login": "chief", "password": WORDS}
    assert Client().post("/account/sign-in/", asked)["Location"] == first


def test_passwords_are_kept_by_argon2(chief):
    assert chief.password.startswith("argon2")


def test_five_wrong_passwords_close_a_name_even_to_the_right_one(chief):
    for _ in range(5):
        assert not is_in(sign_in(password="sai mật khẩu rồi"))
    assert not is_in(sign_in())
    assert acts().count("sign_in.refused") == 5
    assert WORDS not in str(list(Entry.objects.values()))


def test_nobody_signs_themselves_up():
    assert Client().get("/account/sign-up/").status_code == 404
    assert not User.objects.exclude(username="local-operator").exists()


def test_a_lock_ends_the_session_at_once_and_keeps_out(chief):
    person = people.invite(chief, "lan", Role.AUDITOR)
    people.join(Invitation.find(person.token), WORDS)
    client, office = sign_in("lan"), sign_in()
    assert is_in(client)
    office.post(f"/people/{person.person.pk}/lock/")
    assert not is_in(client)
    assert not is_in(sign_in("lan"))
    office.post(f"/people/{person.person.pk}/lock/")
    assert is_in(sign_in("lan"))


def test_signing_out_everywhere_ends_every_session(chief):
    one, other = sign_in(), sign_in()
    assert "2 phiên" in one.get("/account/").content.decode()
    assert one.get("/account/sessions/").content.decode().count('<th scope="row">') == 2
    assert one.post("/account/")["Location"].startswith("/account/confirm/")
    one.post("/account/confirm/", {"password": WORDS})
    one.post("/account/")
    assert not is_in(one)
    assert not is_in(other)


def test_an_authenticator_app_is_asked_for_and_its_secret_kept_encrypted(
    chief, django_capture_on_commit_callbacks
):
    client = sign_in()
    assert client.get("/account/app/on/").status_code == 302
    confirmed = client.post("/account/confirm/", {"password": WORDS, "next": "/account/app/on/"})
    assert confirmed["Location"] == "/account/app/on/"
    page = client.get("/account/app/on/").content.decode()
    secret = re.search(r'<span class="code">([A-Z2-7]+)</span>', page)[1]
    assert "data:image/svg+xml" in page
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/app/on/", {"code": code_of(secret)})
    assert acts()[-1] == "sign_in.means_changed"
    kept = Authenticator.objects.get(user=chief, type="totp")
    assert secret not in json.dumps(kept.data)
    codes = Authenticator.objects.get(user=chief, type="recovery_codes").wrap().get_unused_codes()
    half = sign_in()
    assert not is_in(half)
    assert half.get("/account/sign-in/second/").status_code == 200
    half.post("/account/sign-in/second/", {"code": codes[0]})
    assert is_in(half)
    assert half.get("/account/second-factor/").status_code == 200
    assert half.get("/account/codes/").status_code in {200, 302}


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_a_new_link_ends_the_old_ways_in(chief):
    office = sign_in()
    made = people.invite(chief, "lan", Role.AUDITOR)
    lan = people.join(Invitation.find(made.token), WORDS)
    client = sign_in("lan")
    page = office.post(f"/people/{lan.pk}/link/").content.decode()
    link = re.search(r"http://testserver(/account/invitation/[\w-]+/)", page)[1]
    assert not is_in(client)
    assert Client().post(link, {"password": WORDS + " mới"}).status_code == 302
    assert not is_in(sign_in("lan"))
    assert is_in(sign_in("lan", WORDS + " mới"))


@pytest.mark.usefixtures("hanoi")
def test_the_person_page_gives_and_ends_rights_and_territory(chief):
    office = sign_in()
    person = people.invite(chief, "lan", Role.COLLECTOR).person
    here = f"/people/{person.pk}/"
    office.post(f"{here}territory/", {"unit": "Hoàn Kiếm"})
    charge = person.charges.get()
    assert charge.unit.full_name in office.get(here).content.decode()
    office.post(f"{here}territory/{charge.pk}/end/")
    assert not person.charges.exists()
    assert "không có phường" in office.post(f"{here}territory/", {"unit": "xyz"}).content.decode()
    office.post(f"{here}rights/", {"role": "auditor"})
    person.refresh_from_db()
    assert person.role == "auditor"
    mine = office.post(f"/people/{chief.pk}/rights/", {"role": "auditor"}).content.decode()
    assert "Không ai tự đổi quyền" in mine
    assert "lan" in office.get("/people/").content.decode()


def test_the_menu_shows_only_what_the_role_may_open(chief):
    made = people.invite(chief, "lan", Role.COLLECTOR)
    people.join(Invitation.find(made.token), WORDS)
    page = sign_in("lan").get("/account/").content.decode()
    menu = page.split('class="menu"')[1].split("</nav>")[0]
    assert "/map/" in menu
    assert "/field/phone/" in menu, "the office's pages are closed, the collector's own are not"
    for closed in ("/import/", "/problems/", "/people/"):
        assert closed not in menu


def test_an_unknown_owner_is_assigned_by_a_name(chief):
    from diaban.spine.parties.departments import load_departments

    load_departments()
    office = sign_in()
    assert "cần một người có tên" in office.get("/people/organisations/").content.decode()
    said = {"field": "press", "owner": "Sở Văn hóa và Thể thao"}
    page = office.post("/people/organisations/", said, follow=True).content.decode()
    assert "Hãy ghi lý do" in page
    assert acts()[-1] != "duty.assigned"
    office.post("/people/organisations/", {**said, "reason": "Công văn 12 của thành phố"})
    page = office.get("/people/organisations/").content.decode()
    assert "Công văn 12 của thành phố" in page
    assert "Sở Văn hóa và Thể thao" in page
    assert "người giao:" in page
    assert acts()[-1] == "duty.assigned"


def test_a_form_without_its_token_changes_nothing_and_says_so(chief):
    answer = Client(enforce_csrf_checks=True).post(SIGN_IN, {"login": "chief", "password": WORDS})
    assert answer.status_code == 403
    assert "Chưa có gì thay đổi" in answer.content.decode()


def test_the_sign_in_page_and_its_refusal_speak_vietnamese(chief):
    client = Client()
    page = client.get(SIGN_IN).content.decode()
    assert "Tên đăng nhập</label>" in page
    assert "Username" not in page
    refused = client.post(SIGN_IN, {"login": "chief", "password": "sai"}).content.decode()
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng." in refused


@pytest.mark.parametrize("path", ["/account/", "/account/data/", SIGN_IN])
def test_while_nobody_has_an_account_the_page_says_so_and_what_to_do(path):
    page = Client().get(path, headers={"accept": "text/html"}, follow=True).content.decode()
    assert "chưa có người quản trị" in page
    assert 'href="/people/"' in page


def test_beyond_loopback_the_first_administrator_comes_by_the_command_line(settings):
    settings.PUBLIC_NAMES = ["so.example.vn"]
    page = Client().get(SIGN_IN).content.decode()
    assert "diaban admin invite" in page
    assert 'href="/people/"' not in page


def test_who_signed_in_can_sign_out_on_every_page_of_the_office(chief):
    client = sign_in()
    assert "chưa có người quản trị" not in Client().get(SIGN_IN).content.decode()
    for path in ("/", "/account/", "/people/", "/journal/"):
        assert 'href="/account/sign-out/"' in client.get(path).content.decode(), path
