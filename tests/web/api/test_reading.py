"""POST /read: a text or a file becomes draft duties; nothing is kept, and not everybody may."""

import pytest
from django.test import Client
from django.utils import timezone
from tests.made_pdfs import scanned

from diaban.spine.parties.models import Role, User
from diaban.spine.programme.models import Directive

pytestmark = pytest.mark.usefixtures("hanoi")
TEXT = "1. Sở Tài chính rà soát điểm phục vụ trước ngày 15/3."
URL = "/api/v1/read"


def send(client, body: bytes, query: str = "", kind: str = "text/plain"):
    return client.post(URL + query, body, content_type=kind)


def test_a_text_becomes_draft_duties_and_nothing_is_kept(client):
    told = send(client, TEXT.encode(), "?year=2026").json()
    [duty] = told["duties"]
    assert (duty["lead"], duty["deadline"]) == ("Sở Tài chính", "2026-03-14")
    assert TEXT[duty["start"] : duty["end"]] == duty["quote"]
    assert told["unread"] == 0
    assert {finding["flaw"] for finding in told["findings"]} == {"no product", "no measure"}
    assert not Directive.objects.exists()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "directive_empty"),
        pytest.param(scanned(), "directive_scanned", id="scan"),
        (b"PK\x03\x04word/document.xml", "half_written"),
        (b"a" * 1_000_001, "directive_too_long"),
    ],
)
def test_what_cannot_be_read_is_refused_in_both_languages(client, body, reason):
    answer = send(client, body)
    assert (answer.status_code, answer.json()["reason"]) == (422, reason)
    assert answer.json()["vi"]
    assert answer.json()["en"]


def test_a_year_that_is_none_is_refused(client):
    assert send(client, TEXT.encode(), "?year=20").status_code == 422


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.COMMUNE, Role.PUBLIC])
def test_only_the_department_and_keys_read(role):
    client = Client()
    client.force_login(User.objects.create(username=role, role=role, joined_at=timezone.now()))
    assert send(client, TEXT.encode()).status_code in {401, 403}
