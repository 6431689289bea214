"""Two communes, each with one of everything that an address of the site can name.

In whatever only the commune's own people may read stands its mark, so that a test finds it wherever
it is told. House numbers, streets and entrances are public and bear none.
"""

import secrets
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from math import asinh, pi, radians, tan
from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signing import Signer
from django.utils import timezone
from tests.fieldwork import Phone, fix, jpeg
from tests.hanoi import commune_of_postal_code, keep_few_days
from tests.notices import SITE, hand_over, key_of, write_to
from tests.passkeys import new_passkey
from tests.registry import address_of, door, observe
from tests.sectors.walks import sector_walks

from diaban.engines.measuring import WindowKind, window_of
from diaban.exchange.cleaning.ordered import order_cleaning
from diaban.exchange.importing.working import work_once
from diaban.exchange.open_data.publishing import publish
from diaban.spine.addresses import merging
from diaban.spine.addresses.coding import run_coding
from diaban.spine.addresses.models import Address, DuplicateProposal, RejectedRow
from diaban.spine.certification import auditing
from diaban.spine.certification.certifying import certify, close_batch, hold, open_batch
from diaban.spine.certification.models import Hold, Reason
from diaban.spine.evidence.keeping import Words, open_register
from diaban.spine.evidence.models import Register
from diaban.spine.evidence.stating import Said, Source, state
from diaban.spine.feed.webhooks import add_webhook
from diaban.spine.fieldwork import photos
from diaban.spine.fieldwork.doubts import raise_doubts
from diaban.spine.fieldwork.lots import newest_observation
from diaban.spine.fieldwork.models import (
    Conflict,
    Drawing,
    Lot,
    LotCollector,
    LotDoor,
    RefusedCapture,
)
from diaban.spine.figures.auditing import draw_audit
from diaban.spine.figures.computing import bring_up_to_date
from diaban.spine.figures.declaring import find
from diaban.spine.handovers.models import Choice, Handover, HandoverRow, ReturnedRow, Standing
from diaban.spine.handovers.models import Reason as Stands
from diaban.spine.notices.answering import Said as Answered
from diaban.spine.notices.answering import take_answer
from diaban.spine.notices.models import Kind as Says
from diaban.spine.notices.models import Medium, Notice, Objection
from diaban.spine.parties.access import ADMINISTRATOR, ROLES, VISITOR
from diaban.spine.parties.api_keys import KeyTerms, Scope, make_key
from diaban.spine.parties.departments import load_departments
from diaban.spine.parties.invitations import Invitation
from diaban.spine.parties.models import Organisation, Role, User, local_operator
from diaban.spine.places.models import Charge, Unit
from diaban.spine.places.units import today
from diaban.spine.plates.models import Plate
from diaban.spine.plates.ordering import order_plates, queue
from diaban.spine.plates.printing import print_plates
from diaban.spine.plates.reports import Mistake, report_mistake
from diaban.spine.privacy.asking import Asked, receive
from diaban.spine.privacy.models import Wish
from diaban.spine.privacy.public_coverage import publish_coverage
from diaban.spine.programme.cascading import adopt, give_back, hand_down
from diaban.spine.programme.closing import close_report
from diaban.spine.programme.commenting import comment
from diaban.spine.programme.declared import declare
from diaban.spine.programme.drafting import Head, decide, enter
from diaban.spine.programme.models import Gauge, Programme, Target, Task
from diaban.spine.runs.models import Kind, Run, State
from diaban.web.pages.import_uploads import keep_whole
from diaban.web.pages.uploads import keep_upload

HERE, THERE = "11024", "11120"
FIRST = {HERE: (21.0285, 105.8540), THERE: (21.0368, 105.8346)}
STEP = 0.0001
LIST = "địa chỉ,khách\nkhông rõ,{mark}\n"
ROWS = "house_number,street,lat,lng\n1,{mark},21.0285,105.854\n"
# what each door is for; the order is that of their places
DOORS = (
    "lot-0", "lot-1", "tower", "letter", "answered", "again", "message", "printed",
    "certified-0", "certified-1", "open", "ready", "held", "twin-0", "twin-1",
    "joined-0", "joined-1", "queued", "plated", "handed",
)  # fmt: skip
LIVES = {
    **dict.fromkeys(("letter", "answered", "again"), "collected"),
    **dict.fromkeys(("certified-0", "certified-1", "open", "ready", "held"), "confirmed"),
}


@dataclass
class Ground:
    """A commune, its people by role, and ``names``: what stands for a part of an address."""

    postal_code: str
    unit: Unit
    people: dict[str, User] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    token: str = ""

    @property
    def mark(self) -> str:
        return f"Kin{self.postal_code}"

    @property
    def identifiers(self) -> set[str]:
        told = ("flat", "door", "lot_door", "certified", "joined", "plated")
        return {self.names[name] for name in told}

    def address(self, key: str) -> Address:
        return address_of(f"{self.postal_code}-{key}")


def two_communes() -> tuple[Ground, Ground]:
    """Build both; call with official boundaries, folders of the test's own and no other rows."""
    grounds = tuple(Ground(code, commune_of_postal_code(code)) for code in (HERE, THERE))
    for ground in grounds:
        _people(ground)
        _doors(ground)
    run_coding(local_operator())
    for build in (_letters, _certification, _twins, _plates, _field_work, _api, _bulk_work,
                  _requests):  # fmt: skip
        for ground in grounds:
            build(ground)
    _handover(grounds)
    _evidence(grounds)
    _programme(grounds)
    _directive(grounds)
    _audits(grounds)
    _measured(grounds)
    for walk in sector_walks():
        for ground in grounds:
            walk.furnish(ground)
    run_coding(local_operator())
    while work_once():
        pass
    load_departments()
    bring_up_to_date()
    publish_coverage(today())
    day = publish(local_operator(), today()).version.name
    for ground in grounds:
        tower = ground.address("tower")
        ground.names |= {"day": day, "code": tower.vpostcode, **tile_at(tower.position)}
    return grounds


def tile_at(position: tuple[float, float], zoom: int = 16) -> dict[str, str]:
    """Return the numbers of the map's square in which a point lies."""
    lat, lng = position
    count = 1 << zoom
    x, y = (lng + 180) / 360, (1 - asinh(tan(radians(lat))) / pi) / 2
    return {"z": str(zoom), "x": str(int(x * count)), "y": str(int(y * count))}


def _people(ground: Ground) -> None:
    for role in (*ROLES, ADMINISTRATOR):
        if role == VISITOR:
            continue
        is_chief = role == ADMINISTRATOR
        user = User.objects.create(
            username=f"nguoi-{ground.postal_code}-{role}", role=Role.PUBLIC if is_chief else role,
            is_administrator=is_chief, joined_at=timezone.now(),
        )  # fmt: skip
        charge = Charge.objects.create(user=user, unit=ground.unit)
        data = {"name": ground.mark, "credential": new_passkey()}
        passkey = Authenticator.objects.create(user=user, type="webauthn", data=data)
        ground.people[role] = user
        ground.names |= {f"passkey {role}": str(passkey.pk), f"charge {role}": str(charge.pk)}
    user = ground.people[Role.COLLECTOR]
    invited = User.objects.create(username=f"moi-{ground.postal_code}", role=Role.COMMUNE)
    chief = ground.people[ADMINISTRATOR]
    ground.names |= {
        "unit": ground.unit.code, "mark": ground.mark,
        "invitation": Invitation.make(invited, chief),
        "person": str(user.pk),
        "charge": ground.names[f"charge {Role.COLLECTOR}"],
        "user": user.username, f"passkey {VISITOR}": "1", "passkey": "1",
    }  # fmt: skip


def _doors(ground: Ground) -> None:
    code = ground.postal_code
    places = {key: _place(ground, number) for number, key in enumerate(DOORS)}
    told = [
        door(f"{code}-{key}", places[key], house_number=str(10 + 2 * number),
             street="phố Thử", life=LIVES.get(key, "candidate"))
        for number, key in enumerate(DOORS)
    ]  # fmt: skip
    observe(*told, _flat(ground))
    lat, lng = places["tower"]
    tower, own = ground.address("tower"), ground.address("flat")
    ground.names |= {
        "flat": own.identifier, "door": tower.identifier, "lat": str(lat), "lng": str(lng),
        "box": f"{lng - 0.001},{lat - 0.001},{lng + 0.001},{lat + 0.002}",
        "number": tower.house_number,
    }  # fmt: skip


def _place(ground: Ground, number: int) -> tuple[float, float]:
    lat, lng = FIRST[ground.postal_code]
    return lat + number * STEP, lng


def _letters(ground: Ground) -> None:
    """Letters that are out, one of them answered; then messages and letters only printed."""
    officer, code = ground.people[Role.COMMUNE], ground.postal_code
    out = write_to(officer, code)
    keys = {n.address_id: key_of(n) for n in Notice.objects.filter(mailing=out)}
    hand_over(officer, out)
    answered = out.notices.get(address=ground.address("answered"))
    said = Answered(Says.OBJECT, objection=Objection.OTHER, words=f"Lời {ground.mark}")
    answer = take_answer(answered, said)
    _collect(ground, "message")
    messages = write_to(officer, code, medium=Medium.MESSAGE)
    _collect(ground, "printed", flat_too=True)
    printed = write_to(officer, code)
    ground.names |= {
        "mailing": str(printed.pk), "messages": str(messages.pk), "out": str(out.pk),
        "notice": str(out.notices.get(address=ground.address("again")).pk),
        "secret": keys[ground.address("letter").pk], "answer": str(answer.pk),
    }  # fmt: skip


def _collect(ground: Ground, key: str, flat_too: bool = False) -> None:
    number = DOORS.index(key)
    told = [door(f"{ground.postal_code}-{key}", _place(ground, number), street="phố Thử",
                 house_number=str(10 + 2 * number), life="collected")]  # fmt: skip
    observe(*told, *([_flat(ground, life="collected")] if flat_too else []))
    run_coding(local_operator())


def _flat(ground: Ground, **more: str) -> dict[str, Any]:
    code = ground.postal_code
    return {**door(f"{code}-flat", None, unit=f"Căn {ground.mark}", **more),
            "parent_key": f"{code}-tower"}  # fmt: skip


def _certification(ground: Ground) -> None:
    officer, unit = ground.people[Role.COMMUNE], ground.unit
    certify(officer, unit, [ground.address(f"certified-{n}").pk for n in range(2)])
    closed = open_batch(officer, unit)
    close_batch(officer, closed)
    closed.refresh_from_db()
    audit = auditing.draw(ground.people[Role.AUDITOR], closed)
    certify(officer, unit, [ground.address("open").pk])
    hold(officer, [ground.address("held").pk], Reason.PAPERS)
    ground.names |= {
        "batch": str(closed.pk), "open_batch": str(open_batch(officer, unit).pk),
        "check": str(audit.checks.first().pk), "ready": str(ground.address("ready").pk),
        "hold": str(Hold.objects.get(address=ground.address("held")).pk),
        "certified": ground.address("certified-0").identifier,
    }  # fmt: skip


def _twins(ground: Ground) -> None:
    first, second = (ground.address(f"twin-{n}").pk for n in range(2))
    pair = DuplicateProposal.objects.create(
        first_id=first, second_id=second, kind="same_words", score=0.999, found_at=timezone.now()
    )
    one, other = (ground.address(f"joined-{n}") for n in range(2))
    merging.merge(one.pk, other.pk, "", ground.people[Role.COMMUNE])
    ground.names |= {"proposal": str(pair.pk), "joined": other.identifier}


def _plates(ground: Ground) -> None:
    officer = ground.people[Role.COMMUNE]
    for key in ("plated", "queued"):
        order_plates(Address.objects.visible_to(officer).filter(pk=ground.address(key).pk), officer)
        if key == "plated":
            printing = print_plates(queue(officer), "door", SITE, officer, 1)
    plate = Plate.objects.get(printing=printing)
    report = report_mistake(ground.address("plated"), Mistake.PLACE)
    ground.names |= {
        "printing": str(printing.pk), "plate": str(plate.pk), "report": str(report.pk),
        "plated": ground.address("plated").identifier,
    }  # fmt: skip


def _field_work(ground: Ground) -> None:
    """A lot of two doors: captured with a picture, captured otherwise, and refused."""
    drawing = Drawing.objects.create(
        unit=ground.unit, team=f"Tổ {ground.mark}", collectors=1, doors_a_day=50,
        drawn_by=ground.people[Role.COMMUNE],
    )  # fmt: skip
    lot = Lot.objects.create(drawing=drawing, name=f"Lô {ground.mark}")
    newest = newest_observation()
    for place in range(2):
        LotDoor.objects.create(lot=lot, address=ground.address(f"lot-{place}"), place=place,
                               seen_through=newest)  # fmt: skip
    collector = ground.people[Role.COLLECTOR]
    LotCollector.objects.create(lot=lot, collector=collector, handed_by=drawing.drawn_by)
    picture, key, again = jpeg(int(ground.postal_code) % 50 + 4), uuid.uuid4(), uuid.uuid4()
    for photo in (key, again):
        photos.append_piece(photos.begin_photo(collector, photo, len(picture)), 0, picture)
    phone = Phone(collector, device=f"phone-{ground.postal_code}")
    names = [ground.address(f"lot-{n}").identifier for n in range(2)]
    said = fix(_place(ground, 0))
    phone.record(lot, names[0], note=f"Ghi {ground.mark}", photo=str(key), **said)
    phone.record(lot, names[1], outcome="not_there", note=f"Ghi {ground.mark}",
                 photo=str(again), **said)  # fmt: skip
    phone.record(lot, names[1], outcome="nothing such", written=f"Chữ {ground.mark}")
    phone.send()
    ground.names |= {
        "lot": str(lot.pk), "photo": str(key), "lot_door": names[0],
        "conflict": str(Conflict.objects.get(capture__lot=lot).pk),
        "refused": str(RefusedCapture.objects.get(lot=lot).pk),
        "doubt": raise_doubts(drawing.drawn_by)[0].token,
    }  # fmt: skip


def _api(ground: Ground) -> None:
    client, chief = ground.people[Role.API_CLIENT], ground.people[ADMINISTRATOR]
    ends = timezone.now() + timedelta(days=1)
    terms = KeyTerms(frozenset(Scope.values), ends, purpose=f"Việc {ground.mark}")
    key, ground.token = make_key(chief, client, terms)
    webhook = add_webhook(client, key, f"https://{ground.mark.lower()}.example.vn/", 0)
    rows = LIST.format(mark=ground.mark).encode()
    # what is deleted from the disk does not come back with the test's transaction
    for name in ("list", "list_to_lose"):
        run = order_cleaning(key, f"{ground.mark}.csv", [rows], today(), match=True, column="")
        ground.names[name] = str(run.pk)
    ground.names |= {"key": str(key.pk), "webhook": str(webhook.pk),
                     "reference": secrets.token_hex(8)}  # fmt: skip


def _bulk_work(ground: Ground) -> None:
    """Imports of the department's person, rows that the officer's file left."""
    department, officer = ground.people[Role.DEPARTMENT], ground.people[Role.COMMUNE]
    rows = ROWS.format(mark=ground.mark).encode()
    for name in ("upload", "upload_to_lose"):
        upload = keep_whole(department, f"{ground.mark}.csv", len(rows), [rows])
        ground.names[name] = upload.token
    done = Run.objects.create(kind=Kind.IMPORT, actor=department, state=State.DONE, position=1,
                              file_name=f"{ground.mark}.csv", source=ground.mark)  # fmt: skip
    coding = Run.objects.filter(kind=Kind.CODING).order_by("pk").last()
    places = Run.objects.create(kind=Kind.PLACES, actor=department, state=State.DONE,
                                report={"fault_counts": {}, "coded_by": coding.pk})  # fmt: skip
    sent = Run.objects.create(kind=Kind.HANDOVER, actor=officer, state=State.DONE)
    cells = [["địa chỉ", f"Ô {ground.mark}"]]
    RejectedRow.objects.create(run=sent, row_number=1, cells=cells, problems=[])
    ground.names |= {"import": str(done.pk), "boundaries": str(places.pk),
                     "rejected": str(sent.pk)}  # fmt: skip


def _requests(ground: Ground) -> None:
    asked = Asked(Wish.ACCESS, today(), address=ground.address("flat"), asker=ground.mark,
                  words=f"Hỏi {ground.mark}")  # fmt: skip
    ground.names["request"] = str(receive(ground.people[ADMINISTRATOR], asked).pk)


def _handover(grounds: tuple[Ground, ...]) -> None:
    """One list of the Post for both communes; each has returned a row."""
    run = Run.objects.create(kind=Kind.HANDOVER, actor=local_operator(), state=State.DONE)
    one = Handover.objects.create(run=run, held_on=today(), reconciled_at=timezone.now())
    for number, ground in enumerate(grounds):
        row = HandoverRow.objects.create(
            handover=one, row_number=number, digital_address=f"100000000{number}",
            said={"street": f"Phố {ground.mark}"}, commune=ground.unit,
            address=ground.address("handed"), standing=Standing.DIFFERING,
            reason=Stands.CODE_DIFFERS,
        )  # fmt: skip
        sent = Run.objects.get(pk=ground.names["rejected"])
        back = ReturnedRow.objects.create(row=row, run=sent, choice=Choice.CORRECT,
                                          values={"building": f"Nhà {ground.mark}"})  # fmt: skip
        ground.names |= {"handover": str(one.pk), "returned": str(back.pk)}


def _evidence(grounds: tuple[Ground, ...]) -> None:
    """One register that both fill, each by its own officer; a workbook of each waits."""
    words = Words("Đài có người", "Stations with staff", "đài", "stations", "1/2021")
    register = open_register("stations", words, "commune", 90, grounds[0].people[Role.DEPARTMENT])
    for ground in grounds:
        unit, officer = ground.unit, ground.people[Role.COMMUNE]
        said = Said(unit, today(), 3, 4, note=f"Đếm {ground.mark}")
        state(register, [said], officer, Source(f"{ground.mark}.xlsx", "a" * 64))
        text = f"Mã,Đạt,Tổng số,Ghi chú\n{unit.code},5,4,Sai {ground.mark}\n".encode()
        kept = keep_upload(SimpleUploadedFile("a.csv", text))
        sealed = Signer(salt=f"evidence form of {officer.pk}").sign(kept)
        ground.names |= {"register": register.key, "place": str(unit.pk), "sent_form": sealed}


def _programme(grounds: tuple[Ground, ...]) -> None:
    """A programme with a task for each of them, which waits for its answer, and one returned.

    What an adopted programme asks every commune may read; what one answered only its own.
    """
    operator = local_operator()
    programme = Programme.objects.create(
        title="Chương trình thử", begins_on=today(), ends_on=today(), made_by=operator,
        organisation=Organisation.objects.create(name="Sở thử"), made_at=timezone.now(),
    )  # fmt: skip
    for number, ground in enumerate(grounds):
        task = Task.objects.create(
            programme=programme, number=str(number), title=f"Việc thử {number}",
            original_deadline=today(), lead=programme.organisation,
        )  # fmt: skip
        target = Target.objects.create(
            task=task, title=f"Chỉ tiêu thử {number}", begins_on=today(), ends_on=today()
        )
        target.places.add(ground.unit)
        Gauge.objects.create(target=target, measure="households-coded", valid_from=today(),
                             set_at=timezone.now(), set_by=operator)  # fmt: skip
        ground.names |= {"task": str(task.pk), "target": str(target.pk)}
    returned = Task.objects.create(programme=programme, number="both", title="Việc thử chung")
    adopt(programme, operator)
    for ground in grounds:
        hand_down([returned], operator, [ground.unit])
        row = returned.assignments.get(unit=ground.unit)
        give_back(row, f"Lý do {ground.mark}", ground.people[Role.COMMUNE])
        task = Task.objects.get(pk=ground.names["task"])
        hand_down([task], operator, [ground.unit])
        comment(task, f"Ý kiến {ground.mark} @{ground.people[Role.COMMUNE].username}", operator)
        ground.names |= {
            "assignment": str(task.assignments.get().pk),
            "unit_key": f"{ground.unit.code}-{ground.unit.valid_from:%Y%m%d}",
        }
    year = today().year - 1
    closing = close_report(window_of(WindowKind.MONTH, year, 12), operator)
    for ground in grounds:
        ground.names |= {"closing": str(closing.pk), "year": str(year)}


def _directive(grounds: tuple[Ground, ...]) -> None:
    """One document, which a task of each of them carries out."""
    department = grounds[0].people[Role.DEPARTMENT]
    head = Head("plan", "committee", "UBND thành phố", today(), "Kế hoạch", "1", "KH-UBND")
    directive = enter(head, "1. Sở rà soát điểm phục vụ; bố trí người phục vụ.", department)
    duty = directive.duties.first()
    decide(duty, 0, "accepted", department)
    for ground in grounds:
        duty.tasks.add(Task.objects.get(pk=ground.names["task"]))
        plan = Task.objects.get(pk=ground.names["task"]).programme_id
        ground.names |= {
            "directive": str(directive.pk), "duty": str(duty.pk), "plan": str(plan)
        }  # fmt: skip


def _audits(grounds: tuple[Ground, ...]) -> None:
    """Each commune's figures audited; looked at by whoever may, at a door nobody there recorded."""
    bring_up_to_date()
    for ground in grounds:
        specs, drawn_by = [find("households-confirmed")], ground.people[Role.DEPARTMENT]
        audit = draw_audit(specs, drawn_by, 0.1, ground.unit)
        drawn = audit.records.first()
        ground.names |= {"figure_audit": str(audit.pk), "drawn": str(drawn.pk)}


def _measured(grounds: tuple[Ground, ...]) -> None:
    """The target of each is measured by the register that both fill; each has declared."""
    department = grounds[0].people[Role.DEPARTMENT]
    for ground in grounds:
        target = Target.objects.get(task=ground.names["task"])
        register = Register.objects.get(key=ground.names["register"])
        Gauge.objects.create(target=target, register=register, valid_from=today(),
                             set_at=timezone.now(), set_by=department)  # fmt: skip
        declare(target, ground.unit, today(), ("7777", "8888"), ground.people[Role.COMMUNE])
        ground.names["target"] = str(target.pk)


def own_folders(settings: Any, folder: Path, patch: Any) -> None:
    """Let everything that is written to disk lie in the test's own folder; figures of few days."""
    patch.setenv("DIABAN_DATA", str(folder / "data"))
    settings.PHOTO_FOLDER = folder / "photos"
    settings.LIST_FOLDER = folder / "lists"
    settings.QUOTA_FOLDER = folder / "quotas"
    settings.OPEN_DATA_FOLDER = folder / "open-data"
    settings.FIGURE_FOLDER = folder / "figures"
    settings.REACH_FOLDER = folder / "reach"
    keep_few_days(patch)
