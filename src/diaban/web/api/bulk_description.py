"""What the OpenAPI document says of the bulk requests: their bodies are rows, not one value."""

from __future__ import annotations

from typing import Any

from diaban.exchange.row_streams.writing import OURS
from diaban.web.api.bulk_answers import HEADINGS, Work
from diaban.web.api.bulk_stream import LIMITS

_SUMMARIES = {
    "encode": "A stream of positions to codes",
    "check": "Can these codes exist? A stream of them",
    "locate": "A stream of positions to units",
    "clean": "A stream of written addresses to parts and communes",
}
_EXAMPLES = {
    "lat": "21.028511",
    "lng": "105.854167",
    "code": "110242VH3CM3",
    "address": '"12 Hàng Bông, phường Hàng Gai, quận Hoàn Kiếm, Hà Nội"',
}


def describe(work: Work) -> tuple[str, dict[str, Any]]:
    """Return the summary of a bulk request and what it adds to the document."""
    return _SUMMARIES[work.name], {
        "description": _describe_rows(work),
        "requestBody": {"required": True, "content": _content(work)},
        "responses": {200: {"description": "The rows with answers", "content": _content(work)}},
    }


def _describe_rows(work: Work) -> str:
    wanted = "; ".join(f"`{name}` (or {', '.join(HEADINGS[name][:5])} …)" for name in work.reads)
    given = ", ".join(f"`{name}`" for name in work.results)
    return (
        f"Needs the column {wanted}; all other columns go through untouched. Adds {given}. "
        f"A row that is wrong has `{OURS}error` and a sentence in `{OURS}vi` and `{OURS}en`; "
        "the others are not concerned. Text is UTF-8; the body may be packed with gzip. Limits, "
        f"also in the header X-Diaban-Limits: {LIMITS.header()}. Where one is reached, a last row "
        "says so and how far the work came."
    )


def _content(work: Work) -> dict[str, Any]:
    heading = ",".join(work.reads)
    values = ",".join(_EXAMPLES[name] for name in work.reads)
    return {
        "text/csv": {"schema": {"type": "string"}, "example": f"{heading}\n{values}\n"},
        "application/x-ndjson": {"schema": {"type": "string"}},
    }
