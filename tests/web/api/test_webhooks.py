"""A key registers where changes are to be sent, lists and removes it."""

import json

from django.test import Client

from diaban.spine.feed.webhooks import Webhook
from diaban.spine.journal.models import Entry

URL = "https://courier.example.vn/diaban"


def call(token: str, method: str, path: str = "/webhooks", body: object = None) -> tuple[int, dict]:
    answer = getattr(Client(), method)(
        f"/api/v1{path}",
        json.dumps(body) if body else None,
        content_type="application/json",
        headers={"authorization": f"Bearer {token}"},
    )
    return answer.status_code, answer.json()


def test_a_webhook_is_registered_listed_and_removed_and_its_secret_told_once(doors, make_token):
    token = make_token("read")
    status, made = call(token, "post", body={"url": URL})
    assert (status, made["state"]) == (200, "working")
    assert made["secret"].startswith("whsec_")
    _, listed = call(token, "get")
    assert [w["url"] for w in listed["webhooks"]] == [URL]
    assert made["secret"] not in json.dumps(listed)
    assert made["secret"] not in json.dumps(list(Webhook.objects.values()), default=str)
    assert call(token, "delete", f"/webhooks/{made['id']}")[0] == 200
    assert call(token, "get")[1]["webhooks"] == []
    acts = Entry.objects.filter(subject=f"webhook:{made['id']}").order_by("pk")
    assert list(acts.values_list("act", flat=True)) == ["webhook.added", "webhook.removed"]


def test_nobody_sees_or_removes_what_another_key_registered(doors, make_token):
    mine, other = make_token("read"), make_token("read", name="another")
    _, made = call(mine, "post", body={"url": URL})
    assert call(other, "get")[1]["webhooks"] == []
    assert call(other, "delete", f"/webhooks/{made['id']}")[0] == 404
    assert Webhook.objects.exists()


def test_where_it_may_not_lead_it_is_refused_in_words(doors, make_token):
    token = make_token("read")
    for url in ("http://courier.example.vn/", "https://169.254.169.254/", "x"):
        status, told = call(token, "post", body={"url": url})
        assert status == 422, url
        assert told["vi"] != told["en"]
    assert call(token, "post", body={"url": URL, "secret": "mine"})[0] == 422


def test_a_key_has_at_most_five(doors, make_token):
    token = make_token("read")
    for number in range(5):
        assert call(token, "post", body={"url": f"{URL}/{number}"})[0] == 200
    assert call(token, "post", body={"url": URL})[1]["reason"] == "too_many"


def test_the_administrator_sees_what_was_sent_and_removes_it(doors, make_token, client):
    call(make_token("read"), "post", body={"url": URL})
    webhook = Webhook.objects.get()
    page = f"/people/keys/{webhook.key_id}/"
    assert URL in client.get(page).content.decode()
    Webhook.objects.update(failures=3)
    assert "không trả lời" in client.get(page).content.decode()
    client.post(f"{page}webhooks/{webhook.pk}/", {"act": "revive"})
    assert Webhook.objects.get().failures == 0
    client.post(f"{page}webhooks/{webhook.pk}/", {"act": "remove"})
    assert not Webhook.objects.exists()
