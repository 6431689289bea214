"""Long lists of addresses, a page at a time, by the last one seen: the millionth page is fast."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest

from diaban.spine.addresses.models import Address

PAGE_ROWS = 50


@dataclass(frozen=True)
class Paged:
    """One page of addresses; ``count`` is of the whole list."""

    addresses: list[Address]
    count: int
    is_first: bool
    first_href: str
    next_href: str

    @classmethod
    def read(cls, rows: QuerySet[Address], request: HttpRequest) -> Paged:
        after = request.GET.get("after", "")
        last_seen = int(after) if after.isdecimal() and len(after) < 16 else 0
        wanted = rows.filter(id__gt=last_seen) if last_seen else rows
        found = list(wanted.select_related("commune").order_by("id")[: PAGE_ROWS + 1])
        shown = found[:PAGE_ROWS]
        query = request.GET.copy()
        query.pop("after", None)
        first_href = "?" + query.urlencode()
        if len(found) > PAGE_ROWS:
            query["after"] = str(shown[-1].pk)
        return cls(
            addresses=shown,
            count=rows.count(),
            is_first=not last_seen,
            first_href=first_href,
            next_href="?" + query.urlencode() if "after" in query else "",
        )
