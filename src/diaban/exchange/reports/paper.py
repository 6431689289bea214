"""The report laid out as a document of Decree 30/2020/NĐ-CP: its parts, and the annex in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from diaban.exchange.reports.reading import Report
from diaban.exchange.reports.sentences import (
    Section,
    labels_of,
    title_of,
    write_bounds,
    write_clocks,
    write_deadline,
    write_lead,
    write_number,
    write_other_thing,
    write_points,
    write_sections,
    write_share,
    write_state,
    write_wanted,
)
from diaban.spine.programme.closed import ClosedTarget, ClosedTask
from diaban.spine.programme.freezing import FrozenTarget, FrozenTask

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
# heading, share of the table's width
COLUMNS = (
    ("STT", 4),
    ("Nhiệm vụ", 20),
    ("Chủ trì, phối hợp", 12),
    ("Thời hạn", 8),
    ("Sản phẩm", 11),
    ("Chỉ tiêu", 13),
    ("Kết quả đo được", 13),
    ("Đơn vị báo cáo", 9),
    ("Chênh lệch (điểm %)", 8),
    ("Trạng thái", 9),
)


@dataclass(frozen=True)
class Paper:
    """The parts of annex I of the decree.

    Number, day and signature are left to whoever issues it.
    """

    superior: str
    issuer: str
    place: str
    year: int
    abstract: str
    clocks: str
    basis: str
    labels: list[str]
    sections: list[Section]
    annex: list[list[str]]

    @property
    def date_line(self) -> str:
        return f"{self.place}, ngày …… tháng …… năm {self.year}"

    @property
    def recipients(self) -> list[str]:
        return [f"- UBND thành phố {self.place} (để báo cáo);", "- ……;", "- Lưu: VT, ……"]


def lay_out(report: Report) -> Paper:
    """Return a report as the parts of a document."""
    named = report.programme.title if report.programme else ""
    return Paper(
        superior=f"ỦY BAN NHÂN DÂN\nTHÀNH PHỐ {_whole(report.city, report.city).upper()}",
        issuer=_whole(report.issuer, report.city).upper() or "……………………",
        place=report.city,
        year=report.known_at.year,
        abstract=title_of(report),
        clocks=f"{write_clocks(report)}.",
        basis=f"Thực hiện {named}, {report.issuer or 'cơ quan'} báo cáo kết quả như sau:"
        if named
        else "",
        labels=labels_of(report),
        sections=write_sections(report),
        annex=[row for task in report.tasks for row in _annex_rows(task, report)],
    )


def _whole(words: str, city: str) -> str:
    r"""Keep the city's name on one line.

    >>> _whole("Sở Tài chính Hà Nội", "Hà Nội")
    'Sở Tài chính Hà\xa0Nội'
    """
    return words.replace(city, city.replace(" ", "\N{NO-BREAK SPACE}")) if city else words


def _annex_rows(task: FrozenTask, report: Report) -> list[list[str]]:
    return [
        [
            *_task_cells(task.row, report.as_of, first=not number),
            *_figure_cells(one, report),
            write_state(task.row, one and one.figure),
        ]
        for number, one in enumerate(task.targets or [None])
    ]


def _task_cells(row: ClosedTask, as_of: date, *, first: bool) -> list[str]:
    if not first:
        return [row.number, "(tiếp)", "", "", ""]
    lead = write_lead(row)
    if row.partners:
        lead += f"\nPhối hợp: {row.partners}"
    until = write_deadline(row, as_of)
    if row.due_on != row.original_deadline:
        until += f"\nGia hạn: {row.due_on:%d/%m/%Y}"
    return [row.number, row.title, lead, until, row.product]


def _figure_cells(one: FrozenTarget | None, report: Report) -> list[str]:
    if one is None:
        return ["", "Chưa đo được", "", ""]
    figure = one.figure
    wanted = write_wanted(figure)
    difference = "" if one.difference is None else write_points(one.difference)
    if figure.declared_noun:
        told = write_other_thing(figure.declared_noun)
        difference = told[:1].upper() + told[1:]
    told = (figure.title if figure.title != figure.row.title else "", wanted)
    return ["\n".join(filter(None, told)), _measured(figure, report), _declared(one), difference]


def _measured(figure: ClosedTarget, report: Report) -> str:
    if not figure.is_measurable:
        return "Chưa đo được" + (f": {figure.lacks}" if figure.lacks else "")
    whole = figure.amount or figure.denominator
    lines = [f"{write_number(figure.numerator)}/{write_number(whole)}"]
    if figure.share is not None:
        lines[0] += f" ({write_share(figure.share)})"
    lines.append(f"Chưa rõ: {write_number(figure.unknown)}")
    told = write_bounds(figure.low, figure.high)
    lines.append(told.removeprefix("trong ").capitalize())
    if figure.silent:
        lines.append(f"{write_number(figure.silent)} nơi chưa có số liệu")
    return "\n".join([*lines, f"Đến {report.as_of:%d/%m/%Y}"])


def _declared(one: FrozenTarget) -> str:
    figure = one.figure
    if figure.declared_share is None:
        return ""
    is_of_amount = figure.amount and not figure.declared_noun
    whole = figure.amount if is_of_amount else figure.declared_denominator
    counts = f"{write_number(figure.declared_numerator)}/{write_number(whole)}"
    told = f"{counts} ({write_share(figure.declared_share)})"
    return told + (f"\nCủa {write_number(len(one.declaring))} đơn vị" if one.declaring else "")
