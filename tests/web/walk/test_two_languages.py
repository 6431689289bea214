"""Every page speaks the language it was asked for, and no page is left out of the walk."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from tests.web.walk.pages import NO_PAGE, every_page
from tests.web.walk.signing_in import client_of

from diaban.web.access import RULES

VIETNAMESE = re.compile(r"[^\W\d_a-zA-Z]")
KINDS = r"(?:Phường|Xã|Quận|Huyện|Thị trấn|Thị xã|Thành phố|Tỉnh|Đặc khu) "
# what stands on pages in both languages: examples to type, and what a scheme or a law is called
SAME = (
    "π",
    "entrée",
    "bâtiment",
    "khoản",
    "Điều",
    "số ",
    "m²",
    "km²",
    "Địa bàn",
    "Tiếng Việt",
    "12 Hàng Bông, P. Hàng Gai, Q. Hoàn Kiếm",
    "Phường Trúc Bạch",
)

# states, kinds and fields are asked one by one, and there are not more of them; rows are many more
MOST_TIMES = 10


def test_every_page_is_whole_in_english_and_asks_nothing_for_each_row(furnished):
    stops = every_page(furnished)
    pages = {name for name in RULES if not name.startswith("api-v1:")} - NO_PAGE
    assert pages == {stop.name for stop in stops}
    clients = {stop.who: client_of(stop.who) for stop in stops}
    for client in clients.values():
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    names = _names()
    faults = []
    for stop in stops:
        with CaptureQueriesContext(connection) as asked:
            page = (
                clients[stop.who].get(stop.path, headers={"accept": "text/html"}).content.decode()
            )
        if not stop.path.startswith("/account/"):  # a library asks for each session of a person
            faults += [f"{stop.path}: {n} times {text}" for text, n in _again(asked)]
        assert '<html lang="en">' in page, stop.path
        faults += [f"{stop.path}: {text}" for text in _left(page, names)]
    assert faults == [], "\n".join(faults)


def _again(asked: CaptureQueriesContext) -> Iterator[tuple[str, int]]:
    """Yield what a page asked the database again and again, as for each of its rows."""
    texts = Counter(
        re.sub(r"'[^']*'|\b\d[\d.]*\b", "?", query["sql"]) for query in asked.captured_queries
    )
    for text, times in texts.items():
        if times > MOST_TIMES and not text.startswith(("SAVEPOINT", "RELEASE")):
            yield text[:300], times


def _left(page: str, names: "Names") -> Iterator[str]:
    """Yield the texts of a page that are Vietnamese and no name that the city gave."""
    body = re.sub(r"<(script|style|title)\b.*?</\1>|<!--.*?-->", " ", page, flags=re.DOTALL)
    body = re.sub(r"<(\w+)[^>]* lang=\"vi\"[^>]*>.*?</\1>", " ", body, flags=re.DOTALL)
    for text in map(unescape, re.split(r"<[^>]+>", body)):
        if VIETNAMESE.search(text) and VIETNAMESE.search(names.taken_out_of(text)):
            yield " ".join(text.split())[:120]


@dataclass(frozen=True)
class Names:
    """Thousands of them, the longest first: a text is looked through for those it holds alone."""

    told: tuple[str, ...]
    # the same texts stand on many pages
    seen: dict[str, str] = field(default_factory=dict)

    def taken_out_of(self, text: str) -> str:
        if text not in self.seen:
            held = "|".join(re.escape(name) for name in self.told if name in text)
            others = rf"(?:{KINDS})?(?:{held})|{KINDS}" if held else KINDS
            self.seen[text] = re.sub(others, " ", text)
        return self.seen[text]


def _names() -> Names:
    """Everything Vietnamese that the tables hold."""
    found = set(SAME)
    for model in apps.get_models():
        columns = [f.name for f in model._meta.get_fields() if isinstance(f, TEXTS)]
        for column in columns:
            rows = model._base_manager.values_list(column, flat=True).distinct()
            for value in rows:
                found |= set(_texts(value))
    return Names(tuple(sorted(filter(VIETNAMESE.search, found), key=len, reverse=True)))


TEXTS = (models.CharField, models.TextField, models.JSONField)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, str):
        yield value
        yield from re.findall(r'"([^"]+)"', value) if value.startswith("{") else ()
