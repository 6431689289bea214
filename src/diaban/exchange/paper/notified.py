"""Letters and messages of a mailing, from what the registry keeps of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from django.utils import timezone

from diaban.exchange.exporting.listing import Field, Listing, Rows
from diaban.exchange.paper.letters import Letter, count_parts, text_message
from diaban.spine.notices.keys import make_key, write_key
from diaban.spine.notices.models import Mailing, Notice

_FIELDS = (
    Field("telephone", str),
    Field("address", str),
    Field("identifier", str),
    Field("message", str),
    Field("parts", int),
)


def letters_of(mailing: Mailing, notices: Iterable[Notice]) -> list[Letter]:
    """Return letters as they are printed. Raises KeyLostError where a key cannot be made again."""
    return [letter_of(mailing, notice) for notice in notices]


def letter_of(mailing: Mailing, notice: Notice) -> Letter:
    key = make_key(notice.seed, notice.digest)
    unit = mailing.unit
    place = f"{unit.full_name}, {unit.parent.full_name}" if unit.parent else unit.full_name
    return Letter(
        office=mailing.office,
        line=notice.line,
        place=place,
        code=notice.code,
        identifier=notice.address.identifier,
        link=answer_link(mailing.site, key),
        answer_at=f"{urlsplit(mailing.site).netloc}/a/",
        key=write_key(key),
        written_on=timezone.localdate(mailing.made_at),
        answer_by=mailing.answer_by,
        official=notice.official,
        sample=notice.sample,
    )


def answer_link(site: str, key: str) -> str:
    """Return the link that a letter's QR code says, in capitals: that makes the code coarser.

    >>> answer_link("https://diaban.vn", "0123456789AB")
    'HTTPS://DIABAN.VN/A/0123456789AB'
    """
    return f"{site}/A/{key}".upper()


def list_messages(mailing: Mailing) -> Listing:
    """Return a mailing's text messages for an operator; the commune fills in the telephones."""

    def batches() -> Iterator[Rows]:
        rows = mailing.notices.exclude(seed="").select_related("address").order_by("place")
        yield Rows([_cells(mailing, notice) for notice in rows.iterator(chunk_size=2_000)])

    return Listing(f"messages-{mailing.pk}", _FIELDS, batches)


def _cells(mailing: Mailing, notice: Notice) -> tuple[object, ...]:
    # phones make a link of it only in small letters
    link = f"{mailing.site}/a/{make_key(notice.seed, notice.digest)}"
    message = text_message(replace(letter_of(mailing, notice), link=link))
    return "", notice.line, notice.address.identifier, message, count_parts(message)
