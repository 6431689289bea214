"""Walking the site: every address, which methods its view takes, and what an answer says."""

import gzip
import inspect
import io
import re
import time
import uuid
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.regex_helper import normalize
from tests.two_communes import Ground
from tests.web.accounts.asks import Ask

from diaban.spine.places.units import today
from diaban.web.api.v1 import api

# bookkeeping of the sign-in, of caches and of sight itself: nobody's data
_BOOKS = frozenset({"django_session", "web_cache", "usersessions_usersession", "parties_apiusage",
                    "runs_generation"})  # fmt: skip
_WRITES = re.compile(
    r"^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+[\"`]?(\w+)", re.IGNORECASE
)
# something that each part of a path may be, whether it is there or not
_ANYTHING = {
    "ending": "xlsx", "what": "addresses", "layer": "addresses", "form": "sheets", "code": "vi",
    "version": "latest", "name": "addresses.csv", "identifier": "ABCDEFGHJ", "token": "x",
    "secret": "0123456789AB", "key": str(uuid.UUID(int=7)), "provider_id": "sso",
    "digest": "0" * 64, "link": "x",
}  # fmt: skip
_SENDING = ("post", "put", "patch", "delete")


@dataclass(frozen=True)
class Place:
    """An address: its name, its pattern with ``%(part)s``, its view."""

    name: str
    text: str
    parts: tuple[str, ...]
    view: Any = field(compare=False)

    def path(self, ask: Ask, names: dict[str, str]) -> str:
        told = {part: what.format(**names) for part, what in ask.parts.items()}
        query = ask.query.format(**names)
        return self.text % told + (f"?{query}" if query else "")

    @property
    def anywhere(self) -> str:
        """The path with something in each part, for what does not depend on what is there."""
        told = {part: _ANYTHING.get(part, "1") for part in self.parts}
        return self.text % ({**told, "ending": ".csv"} if "what" in told else told)

    @property
    def verbs(self) -> frozenset[str]:
        """Which methods the view takes, as its own text says."""
        if self.name.startswith("api-v1:"):
            return _of_calls().get(self.name, frozenset({"get"}))
        if shown := getattr(self.view, "view_class", None):
            return frozenset(v for v in ("get", *_SENDING) if hasattr(shown, v) and v != "put")
        text = inspect.getsource(inspect.unwrap(self.view))
        takes = {verb for verb in _SENDING if verb.upper() in text}
        return frozenset(takes if "require_POST" in text else takes | {"get"})


@cache
def _of_calls() -> dict[str, frozenset[str]]:
    calls = [one for _prefix, router in api._routers for path in router.path_operations.values()
             for one in path.operations]  # fmt: skip
    return {
        f"api-v1:{one.view_func.__name__}": frozenset(map(str.lower, one.methods)) for one in calls
    }


def every_place() -> list[Place]:
    return sorted(_walk(get_resolver(), "", ""), key=lambda p: (p.text, p.name))


def _walk(resolver: URLResolver, path: str, space: str) -> Iterator[Place]:
    for part in resolver.url_patterns:
        text, names = normalize(part.pattern.regex.pattern)[0]
        if isinstance(part, URLResolver):
            yield from _walk(part, path + text, f"{part.namespace}:" if part.namespace else space)
        elif isinstance(part, URLPattern):
            yield Place(f"{space}{part.name}", f"/{path}{text}", tuple(names), part.callback)


@dataclass
class Told:
    """What came back: status, everything readable in it, and which tables were written to."""

    status: int
    text: str
    where: str
    asked: str
    written: Counter[str]

    @property
    def is_refused(self) -> bool:
        """Whether the table itself refused, and not the page for a reason of its own."""
        own_words = ('"error": "sign_in"', '"error": "forbidden"')
        return self.status in {401, 403} and any(words in self.text for words in own_words)


def ask_for(client: Client, place: Place, ask: Ask, ground: Ground, **headers: str) -> Told:
    """Ask, and undo what it did, so that each is asked of the same two communes."""
    names = {**ground.names, "fresh": str(uuid.uuid4()), "now": str(round(time.time() * 1000))}
    names["monday"] = str(today() - timedelta(days=today().weekday()))
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    with transaction.atomic(), _written() as written:
        answer = _send(client, place, ask, names, headers)
        content = b"".join(answer) if answer.streaming else answer.content
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.load(cookies)
    where = answer.headers.get("Location", "")
    text, asked = "\n".join(_readable(content)), _asked(place, ask, names)
    return Told(answer.status_code, text, where, asked, written)


def _asked(place: Place, ask: Ask, names: dict[str, str]) -> str:
    """Return all that was said in asking: an answer may say it back."""
    form = " ".join(value.format(**names) for value in (ask.form or {}).values())
    return f"{place.path(ask, names)} {form} {names['secret']}"


def _send(
    client: Client, place: Place, ask: Ask, names: dict[str, str], headers: dict[str, str]
) -> Any:
    path = place.path(ask, names)
    told = {"headers": {"accept": ask.accept, **headers}}
    if ask.body is not None:
        body = ask.body if isinstance(ask.body, bytes) else _fill(ask.body, names).encode()
        return client.generic(ask.verb.upper(), path, body, content_type=ask.kind, **told)
    if ask.form is not None:
        form = {name: value.format(**names) for name, value in ask.form.items()}
        return client.post(path, form, **told)
    return client.generic(ask.verb.upper(), path, **told)


def _fill(text: str, names: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: names[found[1]], text)


@contextmanager
def _written() -> Iterator[Counter[str]]:
    """Count the rows that are written, by table."""
    counts: Counter[str] = Counter()

    def watch(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        done = execute(sql, params, many, context)
        table = _WRITES.match(sql)
        if table and table[1] not in _BOOKS and context["cursor"].rowcount != 0:
            # sealed at once or later, as the database goes
            counts["journal" if table[1].startswith("journal_") else table[1]] += 1
        return done

    with connection.execute_wrapper(watch):
        yield counts


def _readable(content: bytes) -> Iterator[str]:
    """Return the text of an answer; of what is packed, all that is in it."""
    if content[:2] == b"\x1f\x8b":
        content = gzip.decompress(content)
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name
                yield from _readable(archive.read(name))
        return
    yield content.decode(errors="replace")
