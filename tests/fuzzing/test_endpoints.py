"""Every address and call, with every role and any input: no 5xx, no hang, no neighbour's door."""

import re
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from django.utils.regex_helper import normalize
from hypothesis import strategies as st
from tests.conftest import PROJECT
from tests.fieldwork import Phone, collector, draw_by_hand, fix, identifier, place
from tests.fuzzing.long import fuzz, fuzz_long
from tests.hanoi import commune_of_postal_code
from tests.registry import address_of, door, observe

from diaban.spine.addresses.coding import run_coding
from diaban.spine.addresses.models import RejectedRow
from diaban.spine.parties.access import ADMINISTRATOR, ROLES, VISITOR, Territory
from diaban.spine.parties.models import Role, User
from diaban.spine.places.models import Charge
from diaban.spine.places.units import today
from diaban.spine.plates.ordering import doors_without_plate, order_plates
from diaban.spine.privacy.asking import Asked, receive
from diaban.spine.privacy.models import Wish
from diaban.spine.runs.models import Run
from diaban.web.access import RULES

# nothing here takes so long; what does is not answered by a server of two threads
HANG_SECONDS = 30
HERE = "11024"
# of the neighbour's door: the flat is told to nobody without the charge
SECRET_FLAT = "Căn hộ kín 7777"


@dataclass(frozen=True)
class Pattern:
    """``text`` with %(name)s for each part."""

    name: str
    text: str
    parts: tuple[str, ...]


def every_pattern() -> list[Pattern]:
    return sorted(set(_walk(get_resolver(), "", "")), key=lambda p: (p.text, p.name))


def _walk(resolver: URLResolver, path: str, space: str):
    for part in resolver.url_patterns:
        text, names = normalize(part.pattern.regex.pattern)[0]
        if isinstance(part, URLResolver):
            yield from _walk(part, path + text, f"{part.namespace}:" if part.namespace else space)
        elif isinstance(part, URLPattern):
            yield Pattern(f"{space}{part.name}", f"/{path}{text}", tuple(names))


def names_asked() -> list[str]:
    """Every name of a field or a parameter that the pages ask for."""
    asks = re.compile(r"""(?:GET|POST|given|form|query|sent|said)(?:\.get\(|\[)["'](\w+)["']""")
    texts = (path.read_text() for path in (PROJECT / "src/diaban/web").rglob("*.py"))
    found = {name for text in texts for name in asks.findall(text)}
    return sorted(found | {"lat", "lng", "text", "code", "points", "unit", "format", "crs", "q"})


WILD = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["", "0", "-1", "1", "99999999999999999999", "NaN", "1e400", "²", "٣", "\x00", "'", '"><b>',
         "../../etc/passwd", "%00", "none", "yes", "csv", "🏠" * 9, "a" * 3_000, "2026-02-30",
         "2026-11-26", "0001-01-01", "9999-12-31", "Hàng Bông", "12 Hàng Bông", "1102422RF"]
    ),
    st.integers().map(str),
    st.floats().map(str),
)  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=10,
)


@dataclass
class World:
    """A city of two communes with one of everything, its people, and what must not be told."""

    clients: dict[str, Client] = field(default_factory=dict)
    known: list[str] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)


@pytest.fixture
def world(operator, official_hanoi, settings, tmp_path, monkeypatch) -> World:
    monkeypatch.setenv("DIABAN_DATA", str(tmp_path / "data"))
    settings.PHOTO_FOLDER = tmp_path / "photos"
    lot = draw_by_hand(commune_of_postal_code(HERE), 3)
    there = (21.0368, 105.8346)
    observe(door("there", there, house_number="34", street="Đội Cấn", unit=SECRET_FLAT))
    run_coding(operator)
    walker = collector("a-collector", lot)
    phone = Phone(walker)
    phone.record(lot, identifier("1-0"), **fix(place(0)), note="x")
    phone.record(lot, identifier("1-1"), **fix(place(1)), outcome="nothing such")
    phone.send()
    order_plates(doors_without_plate(operator), operator)
    run = Run.objects.create(kind="import", actor=operator, state="done")
    RejectedRow.objects.create(run=run, row_number=1, cells=[["a", "b"]], problems=[])
    receive(operator, Asked(Wish.ACCESS, today(), words="x"))
    hidden = address_of("there")
    world = World(secrets=[hidden.identifier, SECRET_FLAT])
    world.known = [
        *map(str, (run.pk, lot.pk, 1, 2)), hidden.identifier, identifier("1-0"), "csv", "xlsx",
        hidden.vpostcode, str(uuid.UUID(int=7)), commune_of_postal_code(HERE).code, "addresses",
    ]  # fmt: skip
    for role in (*ROLES, ADMINISTRATOR):
        world.clients[role] = _client(role)
    return world


def _client(role: str) -> Client:
    client = Client(raise_request_exception=False)
    if role == VISITOR:
        return client
    user, made = User.objects.get_or_create(username=f"a-{role}")
    user.role = Role.PUBLIC if role == ADMINISTRATOR else role
    user.is_administrator = role == ADMINISTRATOR
    user.joined_at = timezone.now()
    user.save()
    if made:
        Charge.objects.create(user=user, unit=commune_of_postal_code(HERE))
    client.force_login(user)
    return client


@dataclass(frozen=True)
class Asking:
    """One request as it is sent."""

    role: str
    name: str
    verb: str
    path: str
    query: dict[str, str]
    body: Any
    kind: str


def askings(world: World) -> st.SearchStrategy[Asking]:
    patterns, names = every_pattern(), names_asked()
    parts = st.one_of(st.sampled_from(world.known), WILD.filter(lambda t: t and "/" not in t))
    values = st.one_of(st.sampled_from(world.known), WILD)
    fields = st.dictionaries(st.sampled_from(names), values, max_size=6)

    @st.composite
    def one(draw) -> Asking:
        pattern = draw(st.sampled_from(patterns))
        path = pattern.text % {name: draw(parts) for name in pattern.parts}
        kind = draw(st.sampled_from(["form", "form", "json", "bytes", "file"]))
        body = draw({"form": fields, "json": JSON, "bytes": st.binary(max_size=200),
                     "file": st.binary(max_size=200)}[kind])  # fmt: skip
        verbs = ["get", "get", "post", "post", "head", "put", "delete", "options"]
        return Asking(
            role=draw(st.sampled_from(sorted(world.clients))), name=pattern.name,
            verb=draw(st.sampled_from(verbs)), path=path, query=draw(fields), body=body, kind=kind,
        )  # fmt: skip

    return one()


def send(client: Client, asked: Asking) -> Any:
    accept = {"headers": {"accept": "text/html" if len(asked.path) % 2 else "application/json"}}
    path = asked.path
    if asked.query:
        from urllib.parse import urlencode

        path += "?" + urlencode(asked.query, errors="replace")
    if asked.verb in {"get", "head", "options"}:
        return getattr(client, asked.verb)(path, **accept)
    if asked.kind == "json":
        return getattr(client, asked.verb)(
            path, asked.body, content_type="application/json", **accept
        )
    if asked.kind == "bytes" or asked.verb != "post":
        body = asked.body if isinstance(asked.body, bytes) else b"x"
        return getattr(client, asked.verb)(path, body, content_type="text/csv", **accept)
    if asked.kind == "file":
        return client.post(path, {"file": SimpleUploadedFile("a.csv", asked.body)}, **accept)
    return client.post(path, asked.body, **accept)


def check_in(world: World):
    def check(asked: Asking) -> None:
        begun = time.monotonic()
        # what a request did is undone, so that each is tried in the same city
        client = world.clients[asked.role]
        cookies = {name: morsel.value for name, morsel in client.cookies.items()}
        with transaction.atomic():
            answer = send(client, asked)
            told = b"".join(answer) if answer.streaming else answer.content
            transaction.set_rollback(True)
        client.cookies.clear()
        client.cookies.load(cookies)
        assert answer.status_code < 500, (asked, told[-600:])
        assert time.monotonic() - begun < HANG_SECONDS, asked
        if asked.role in {Role.DEPARTMENT, Role.AUDITOR, ADMINISTRATOR}:
            return
        given = str(asked)
        # where anybody may look a door up, its identifier is public; which flat it is, nowhere
        is_public = RULES[asked.name].territory == Territory.OPEN
        for secret in [SECRET_FLAT] if is_public else world.secrets:
            if secret not in given:
                assert secret not in told.decode(errors="replace"), asked

    return check


@pytest.mark.django_db
def test_no_request_of_anybody_breaks_anything_or_learns_of_a_neighbour(world):
    fuzz(check_in(world), askings(world), examples=200)


@pytest.mark.soak
@pytest.mark.django_db
def test_no_request_does_so_for_half_an_hour(world):
    assert fuzz_long(check_in(world), askings(world))
