"""Webhooks of a key: registered, listed, removed by whoever has it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Field, NinjaAPI, Path, Schema
from pydantic import ConfigDict

from diaban.exchange.webhooks.destinations import LONGEST_URL, DestinationError, read_url
from diaban.spine.feed.sealing import newest_number
from diaban.spine.feed.webhooks import (
    MOST_OF_A_KEY,
    TooManyWebhooksError,
    Webhook,
    add_webhook,
    remove_webhook,
)
from diaban.spine.parties.api_keys import Scope
from diaban.web.api.keys import require_key
from diaban.web.api.refusing import refuse_plainly
from diaban.web.api.schemas import ErrorOut

DESTINATION_WORDS = {
    "url": ("Địa chỉ không đúng dạng https://tên/đường-dẫn.", "Not of the form https://name/path."),
    "https": ("Chỉ gửi qua https.", "Only https is used."),
    "port": ("Chỉ cổng 443 hoặc từ 1024.", "Only port 443, or one from 1024 up."),
    "private": ("Địa chỉ nội bộ không được phép.", "Addresses of inside networks are not allowed."),
    "unknown_host": ("Không tìm thấy tên này.", "This name leads nowhere."),
    "too_many": (
        f"Mỗi khóa API có nhiều nhất {MOST_OF_A_KEY} địa chỉ nhận. Bỏ bớt một.",
        f"A key has at most {MOST_OF_A_KEY} webhooks. Remove one.",
    ),
    "no_webhook": ("Khóa API này không có địa chỉ nhận đó.", "This key has no such webhook."),
}


class WebhookIn(Schema):
    model_config = ConfigDict(extra="forbid")

    url: str = Field(
        max_length=LONGEST_URL,
        description="https, a public address",
        examples=["https://courier.example.vn/diaban"],
    )


class WebhookOut(Schema):
    """`state` is working, failing (tried again) or dead; `after` is the last number taken."""

    id: int
    url: str
    state: str
    after: int
    failures: int
    next_at: datetime


class NewWebhookOut(WebhookOut):
    """`secret` is told only here; messages are signed with it as Standard Webhooks says."""

    secret: str


class WebhooksOut(Schema):
    webhooks: list[WebhookOut]


_REFUSED = dict.fromkeys((401, 403, 422, 429), ErrorOut)
_NUMBER = Path(..., ge=1, le=(1 << 53) - 1, description="Of the webhook", examples=[1])


def add_webhooks(api: NinjaAPI) -> None:
    """Add GET, POST and DELETE of /webhooks."""
    api.get("/webhooks", response={200: WebhooksOut, **_REFUSED}, summary="The webhooks of a key")(
        webhooks
    )
    api.post(
        "/webhooks",
        response={200: NewWebhookOut, 400: ErrorOut, 409: ErrorOut, **_REFUSED},
        summary="Let changes be sent to an address",
    )(register_webhook)
    api.delete(
        "/webhooks/{number}",
        response={200: WebhookOut, 404: ErrorOut, **_REFUSED},
        summary="Send no more to an address",
    )(delete_webhook)


def webhooks(request: HttpRequest):
    held = require_key(request, Scope.READ)
    return {"webhooks": [_write(one) for one in held.key.webhooks.order_by("pk")]}


def register_webhook(request: HttpRequest, body: WebhookIn):
    """Changes after this moment are sent; those before are read by /changes."""
    held = require_key(request, Scope.READ)
    try:
        read_url(body.url, allow_private=settings.WEBHOOKS_MAY_STAY_INSIDE)
        made = add_webhook(held.client, held.key, body.url, newest_number())
    except DestinationError as error:
        return _refuse(422, error.reason)
    except TooManyWebhooksError:
        return _refuse(409, "too_many")
    return {**_write(made), "secret": made.written_secret}


def delete_webhook(request: HttpRequest, number: int = _NUMBER):
    held = require_key(request, Scope.READ)
    found = held.key.webhooks.select_related("key").filter(pk=number).first()
    if found is None:
        return _refuse(404, "no_webhook")
    told = _write(found)
    remove_webhook(held.client, found)
    return told


def _write(webhook: Webhook) -> dict[str, object]:
    return {
        "id": webhook.pk,
        "url": webhook.url,
        "state": webhook.state,
        "after": webhook.through,
        "failures": webhook.failures,
        "next_at": webhook.next_at,
    }


def _refuse(status: int, reason: str) -> HttpResponse:
    return refuse_plainly(status, reason, *DESTINATION_WORDS[reason])
