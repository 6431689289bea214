"""Every page speaks the language it was asked for, and no page is left out of the walk."""

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape

from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from tests.web.walk.pages import NO_PAGE, every_page
from tests.web.walk.signing_in import client_of

from diaban.web.access import RULES

VIETNAMESE = re.compile(r"[^\W\d_a-zA-Z]")
# what stands on pages in both languages: examples to type, and what a scheme or a law is called
SAME = (
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


def _left(page: str, names: re.Pattern[str]) -> Iterator[str]:
    """Yield the texts of a page that are Vietnamese and no name that the city gave."""
    body = re.sub(r"<(script|style|title)\b.*?</\1>|<!--.*?-->", " ", page, flags=re.DOTALL)
    body = re.sub(r"<(\w+)[^>]* lang=\"vi\"[^>]*>.*?</\1>", " ", body, flags=re.DOTALL)
    for text in re.split(r"<[^>]+>", body):
        left = names.sub(" ", unescape(text))
        if VIETNAMESE.search(left):
            yield " ".join(unescape(text).split())[:120]


def _names() -> re.Pattern[str]:
    """Everything Vietnamese that the tables hold, the longest first."""
    found = set(SAME)
    for model in apps.get_models():
        fields = [f for f in model._meta.get_fields() if isinstance(f, TEXTS)]
        for field in fields:
            rows = model._base_manager.values_list(field.name, flat=True).distinct()
            for value in rows:
                found |= set(_texts(value))
    told = sorted((re.escape(n) for n in found if VIETNAMESE.search(n)), key=len, reverse=True)
    kinds = r"(?:Phường|Xã|Quận|Huyện|Thị trấn|Thị xã|Thành phố|Tỉnh|Đặc khu) "
    return re.compile(rf"(?:{kinds})?(?:{'|'.join(told)})|{kinds}")


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
