"""Made-up letters, answers and certified batches, so that the pages are not empty."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from diaban.spine.addresses.models import Life
from diaban.spine.certification import auditing
from diaban.spine.certification.certifying import certify, close_batch, open_batch
from diaban.spine.certification.models import Batch, Finding
from diaban.spine.certification.readiness import ready
from diaban.spine.fieldwork.models import Drawing, Lot
from diaban.spine.notices import choosing, handing, issuing
from diaban.spine.notices.answering import Said, Spot, take_answer
from diaban.spine.notices.models import Kind, Mailing, Medium, Notice, Objection
from diaban.spine.parties.models import Role, User
from diaban.spine.places.models import Charge, Unit
from diaban.spine.places.units import today
from diaban.spine.plates.printing import Site

_SITE = Site("http://localhost:8000", is_public=False)
_DAYS = 30
_CONFIRMED, _CERTIFIED = 6, 72


def letters_are_due() -> bool:
    """Say whether made-up field work stands here of which nobody has been told."""
    return Drawing.objects.filter(synthetic=True).exists() and not (
        Mailing.objects.exists() or Batch.objects.exists()
    )


@transaction.atomic
def demonstrate_letters() -> None:
    """Write to the doors of two lots, let some answer, certify a batch and begin its audit."""
    drawing = Drawing.objects.filter(synthetic=True).select_related("unit").order_by("pk").first()
    officer = _person("can-bo-mau", "Cán bộ phường mẫu (mô phỏng)", Role.COMMUNE, drawing.unit)
    lots = Lot.objects.filter(drawing=drawing).order_by("name")[:2]
    mailings = [made for lot in lots if (made := _write_to(officer, drawing.unit, lot))]
    # the second stays printed: its letters can be fetched and answered
    if mailings:
        _hand_over(officer, mailings[0])
        rows = mailings[0].notices.select_related("address__parent").order_by("place")
        _answer(list(rows))
    _certify(officer, drawing.unit)


def _write_to(officer: User, unit: Unit, lot: Lot) -> Mailing | None:
    """Make the letters of a lot; None where none of its households has a code."""
    day = today() + timedelta(days=_DAYS)
    order = issuing.Order(unit, Medium.LETTER, choosing.LOT, day, _SITE, lot)
    try:
        return issuing.order_mailing(officer, order)
    except issuing.NothingToSendError:
        return None


def _hand_over(officer: User, mailing: Mailing) -> None:
    handing.begin(officer, mailing)
    count = mailing.notices.count()
    run = issuing.queue(mailing, issuing.HAND_OUT, count, officer)
    issuing.finish_soon(mailing, run, count)


def _answer(notices: list[Notice]) -> None:
    """Let households confirm, one correct and one object."""
    for notice in notices[:_CONFIRMED]:
        take_answer(notice, Said(Kind.CONFIRM))
    rest = notices[_CONFIRMED : _CONFIRMED + 3]
    placed = [notice for notice in rest if notice.address.position]
    for notice in placed[:1]:
        lat, lng = notice.address.position
        number = f"{notice.address.house_number or 1}B"
        spot = Spot(lat + 0.00012, lng + 0.00008, 6.0)
        words = "Cổng sơn xanh, đi vào từ phía ngõ (lời mẫu)"
        take_answer(notice, Said(Kind.CORRECT, {"house_number": number}, spot, words=words))
    for notice in placed[1:2]:
        take_answer(notice, Said(Kind.OBJECT, objection=Objection.NOT_HERE))


def _certify(officer: User, unit: Unit) -> None:
    """Certify what its list says is confirmed: a closed batch under audit, and an open one."""
    rows = ready(officer, unit).filter(life=Life.CONFIRMED).order_by("pk")
    numbers = list(rows.values_list("pk", flat=True)[:_CERTIFIED])
    closed = len(numbers) * 5 // 6
    if not certify(officer, unit, numbers[:closed]):
        return
    batch = open_batch(officer, unit)
    close_batch(officer, batch)
    certify(officer, unit, numbers[closed:])
    auditor = _person("kiem-tra-mau", "Người kiểm tra mẫu (mô phỏng)", Role.AUDITOR, unit)
    audit = auditing.draw(auditor, batch, half_width=0.05, tolerated=0.10)
    checks = list(audit.checks.order_by("place"))
    for place, one in enumerate(checks[: len(checks) * 2 // 3]):
        finding = Finding.WRONG_PLACE if place == 4 else Finding.STANDS
        auditing.check(auditor, one, finding)


def _person(name: str, title: str, role: Role, unit: Unit) -> User:
    """Make somebody who is nobody: without any way to sign in."""
    person = User(username=name, last_name=title, role=role)
    person.set_unusable_password()
    person.save()
    Charge.objects.create(user=person, unit=unit)
    return person
