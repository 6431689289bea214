"""The feed of changes: whoever keeps a copy asks what came after the last number they have."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Field, NinjaAPI, Query, Schema

from diaban.spine.feed.reading import MOST_CHANGES, AheadError, Page, read_changes
from diaban.web.api.answering import ReadyCodes, current_codes
from diaban.web.api.keys import require_reader
from diaban.web.api.refusing import refuse_plainly
from diaban.web.api.schemas import ErrorOut
from diaban.web.api.verification import write_door
from diaban.web.api.verification_schemas import PublicDoorOut

_LARGEST = (1 << 53) - 1
_AFTER = Query(
    0,
    ge=0,
    le=_LARGEST,
    description="The last number that you have; 0 for everything",
    examples=[0],
)
_MOST = Query(500, ge=1, le=MOST_CHANGES, description="How many changes at most")


class ChangeOut(Schema):
    """What became of a door. `address` is the door as it is now, null where it is to go.

    A door that has changed again since comes again with a later number.
    """

    number: int
    kind: str = Field(
        description="created, changed, code_changed, certified, withdrawn (the certificate), "
        "lot_stands, lot_fell (its lot, looked at again), retired or merged"
    )
    at: datetime
    identifier: str
    vpostcode_before: str | None
    merged_into: str | None = Field(description="The identifier that answers for it now")
    address: PublicDoorOut | None
    certification: str = Field(
        description="How the door stands now: none, certified, lot_stands (certified, and its lot "
        "was looked at again), withdrawn or lot_fell"
    )


class ChangesOut(Schema):
    """Ask again with `after`; where it is `newest`, you have everything for now.

    `feed` names the feed: where it is not the one you followed, drop your copy and begin at 0.
    """

    feed: int
    changes: list[ChangeOut]
    after: int
    newest: int


def add_changes(api: NinjaAPI) -> None:
    """Add GET /changes."""
    api.add_exception_handler(AheadError, _refuse_ahead)
    api.get(
        "/changes",
        response={200: ChangesOut, **dict.fromkeys((401, 403, 409, 422, 429), ErrorOut)},
        summary="What changed after a number",
    )(changes)


def changes(request: HttpRequest, after: int = _AFTER, limit: int = _MOST):
    _, territory = require_reader(request)
    return write_page(read_changes(after, limit, territory), current_codes())


def write_page(page: Page, ready: ReadyCodes) -> dict[str, object]:
    """Return a page as followers and webhooks read it."""
    return {
        "feed": page.feed,
        "changes": [
            {
                "number": one.number,
                "kind": one.kind,
                "at": one.at.isoformat(),
                "identifier": one.identifier,
                "vpostcode_before": one.code_before or None,
                "merged_into": one.merged_into,
                "address": write_door(one.door, ready) if one.door else None,
                "certification": one.certification,
            }
            for one in page.changes
        ],
        "after": page.after,
        "newest": page.newest,
    }


def _refuse_ahead(request: HttpRequest, error: AheadError) -> HttpResponse:
    return refuse_plainly(
        409,
        "feed_ahead",
        f"Nguồn chưa đến số {error}: đây không phải nguồn đã theo. Bỏ bản sao, bắt đầu lại từ 0.",
        f"The feed has not come to {error}: it is not the one you followed. Begin again at 0.",
    )
