"""The links that give a list as a file."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template

from diaban.exchange.exporting.writers import TABLES, WRITERS

register = template.Library()


@register.inclusion_tag("pages/_export.html")
def export_links(what: str, *, table: bool = False, **asked: Any) -> dict[str, Any]:
    """Offer a list in every format that can hold it; ``asked`` narrows it as the page does."""
    query = urlencode({name: value for name, value in asked.items() if value})
    endings = [ending for ending in WRITERS if not table or ending in TABLES]
    return {"what": what, "query": query, "endings": endings}
