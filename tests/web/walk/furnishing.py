"""What a city does in a week, done by the pages' own forms, so that each page has something."""

import io
import json
import re
from dataclasses import dataclass
from html import unescape
from statistics import median
from urllib.parse import urljoin

import shapely
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Count
from django.test import Client
from python_calamine import CalamineWorkbook

from diaban.exchange.handover import words
from diaban.exchange.importing.working import work_once
from diaban.exchange.open_data.publishing import publish
from diaban.spine.addresses.models import Address, Life
from diaban.spine.figures.computing import bring_up_to_date
from diaban.spine.handovers.models import Choice, Handover, Standing
from diaban.spine.notices.keys import digest_key, make_key, new_seed
from diaban.spine.notices.models import Notice, NoticeState
from diaban.spine.parties import people
from diaban.spine.parties.models import Role, User, local_operator
from diaban.spine.places.areas import unit_shapes
from diaban.spine.places.models import Unit
from diaban.spine.places.units import today
from diaban.spine.plates.models import Mistake
from diaban.spine.privacy.asking import Asked, receive
from diaban.spine.privacy.models import Wish
from diaban.spine.privacy.public_coverage import publish_coverage
from diaban.web.programme.sample import sample_text

LIST = """Mã,Số nhà,Đường phố,Phường xã,Vĩ độ,Kinh độ,Độ chính xác (m),Ngày
HK-1,12,Phố Ví Dụ,Phường Hoàn Kiếm,21.0285,105.8505,4,2026-10-05
HK-2,14,Phố Ví Dụ,Phường Hoàn Kiếm,105.8505,21.0286,4,2026-10-05
HK-3,16,Phố Ví Dụ,Phường Hoàn Kiếm,21.0287,105.8505,4,2026-10-05
HK-3,18,Phố Ví Dụ,Phường Hoàn Kiếm,21.0288,105.8505,4,2026-10-05
"""
SOURCE = "UBND phường Hoàn Kiếm"


@dataclass(frozen=True)
class Furnished:
    """Addresses of pages that no table tells: of files, letters and links."""

    file: str
    check: str
    lines: str
    borders: str
    moved: str
    letter: str
    invitation: str
    plates: str
    commune: str
    register: str
    report: str
    register_place: str
    desk: str
    figure_audit: str


def furnish(chief: User) -> Furnished:
    """Do a little of everything, as this administrator of the department."""
    client = Client()
    client.force_login(chief)
    file = _send(client, "danh-sach.csv", LIST.encode())
    _check(client, file)
    lines = _take(client, file)
    other = _send(client, "danh-sach-2.csv", LIST.replace("HK-", "HN-").encode())
    other_check = _check(client, other)
    borders_file = _send(client, "dia-gioi.geojson", _moved_border())
    _check(client, borders_file, kind="boundaries")
    borders = _report_of(client, _take(client, borders_file))
    _return_a_workbook(client)
    publish(local_operator(), today())
    publish_coverage(today())
    commune = _certified_commune()
    unit = {"unit": commune.code}
    client.post("/plates/order/", {**unit, "life": "certified"})
    plates = client.post("/plates/print/", {**unit, "size": "door"})["Location"]
    client.post("/plates/order/", {**unit, "life": "collected"})
    door = _doors().filter(life=Life.CERTIFIED).first()
    client.post(f"/p/{door.identifier}/report/", {"kind": Mistake.PLACE})
    _ask_about_data()
    register = _fill_a_register(client, commune)
    return Furnished(
        figure_audit=_audit_figures(client),
        register=register, register_place=f"{register}places/{commune.pk}/",
        report=_close_a_month(client),
        file=other, check=other_check, lines=lines, borders=borders, plates=plates,
        moved=_rows_of(client, borders),
        letter=_known_key(),
        invitation=people.invite(chief, "minh", Role.COLLECTOR, [commune]).token,
        commune=commune.code,
        desk=_enter_documents(client),
    )  # fmt: skip


def _enter_documents(client: Client) -> str:
    """Enter the sample and an agreement; return the sample's desk."""
    agreed = {
        "do": "enter", "kind": "agreement", "line": "ministry", "issuer_name": "Bộ Mẫu",
        "abstract": "Thỏa thuận mẫu", "issued_on": "2026-01-05", "parties": "Bộ Mẫu; Thành phố",
        "text": "1. Hai bên phối hợp rà soát điểm phục vụ.",
    }  # fmt: skip
    client.post("/programme/directives/new/", agreed)
    said = {**agreed, "kind": "plan", "parties": "", "text": sample_text(today())}
    return client.post("/programme/directives/new/", said)["Location"]


def _doors():
    return Address.objects.everywhere("the walk looks for doors")


def _send(client: Client, name: str, content: bytes) -> str:
    return client.post("/import/", {"file": SimpleUploadedFile(name, content)})["Location"]


def _check(client: Client, page: str, **said: str) -> str:
    answer = client.post(page, {"do": "check", "source": SOURCE, **said})
    assert answer.status_code == 302, answer.content.decode()
    _work()
    return answer["Location"]


def _take(client: Client, page: str) -> str:
    run = client.post(f"{page}take/")["Location"]
    _work()
    return run


def _report_of(client: Client, run: str) -> str:
    """The report of boundaries follows the run that took them."""
    page = run.replace("/import/runs/", "/boundaries/")
    return client.get(page).headers.get("Location", page)


def _rows_of(client: Client, report: str) -> str:
    """Return where the first number of a report leads."""
    page = client.get(report).content.decode()
    return urljoin(report, unescape(re.findall(r'href="([^"]*rows/[^"]*)"', page)[0]))


def _work() -> None:
    while work_once():
        pass


def _moved_border() -> bytes:
    """Draw the busiest commune without the ground east of its middle door.

    The made-up streets keep to a small part of it: its border moved by 1 km would pass no door.
    """
    doors = _doors().filter(commune__isnull=False).exclude(commune=_certified_commune())
    busiest = doors.values_list("commune__code").annotate(n=Count("pk"))
    code = busiest.order_by("-n", "commune__code")[0][0]
    unit, shape, _standing = next(told for told in unit_shapes(today()) if told[0].code == code)
    placed = doors.filter(commune=unit, lng_e7__isnull=False)
    middle = median(placed.values_list("lng_e7", flat=True)) / 1e7
    west, south, _east, north = shape.bounds
    left = shapely.intersection(shape, shapely.box(west, south, middle, north))
    feature = {
        "type": "Feature",
        "properties": {"code": unit.code, "name": unit.name},
        "geometry": json.loads(shapely.to_geojson(left)),
    }
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


def _return_a_workbook(client: Client) -> None:
    """Send a commune's workbook back, the Post's spelling taken in its first rows."""
    handover = Handover.objects.get()
    row = handover.rows.filter(standing=Standing.DIFFERING).select_related("commune").first()
    file = b"".join(client.get(f"/handover/{handover.pk}/{row.commune.code}.xlsx"))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(file)).get_sheet_by_name(words.SHEET)
    lines = sheet.to_python()
    decision = lines[0].index(words.CHOICE)
    for line in lines[1:]:
        line[decision] = words.CHOICES[Choice.POST]
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet(words.SHEET)
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line)
    client.post("/handover/", {"file": SimpleUploadedFile("doi-chieu.xlsx", content.getvalue())})


def _certified_commune() -> Unit:
    return _doors().filter(life=Life.CERTIFIED).first().commune


def _close_a_month(client: Client) -> str:
    form = {"window": "month", "year": str(today().year - 1), "number": "12"}
    return client.post("/programme/reports/close/", form)["Location"]


def _fill_a_register(client: Client, commune: Unit) -> str:
    words = {"title_vi": "Đài truyền thanh hoạt động", "noun_vi": "đài", "source": "1/2021"}
    said = {"key": "dai", "level": "commune", "shelf_life_days": "90", **words}
    page = client.post("/evidence/new/", said)["Location"]
    counts = {"code": commune.code, "numerator": "3", "denominator": "4", "unknown": "1"}
    assert client.post(f"{page}state/", counts).status_code == 302
    return page


def _audit_figures(client: Client) -> str:
    bring_up_to_date()
    asked = {"measure": ["households-coded", "addresses-positioned"], "width": "10"}
    return client.post("/programme/audits/draw/", asked)["Location"]


def _ask_about_data() -> None:
    person = User.objects.filter(role=Role.COLLECTOR).first()
    receive(person, Asked(Wish.ACCESS, today(), person, words="cho tôi xem những gì đang lưu"))


def _known_key() -> str:
    """Let a letter that waits for its answer have a key that the walk knows."""
    notice = Notice.objects.filter(state=NoticeState.ISSUED).order_by("pk").first()
    notice.seed = new_seed()
    key = make_key(notice.seed)
    notice.digest = digest_key(key)
    notice.save(update_fields=["seed", "digest"])
    return key
