"""A report in sentences, each made of figures: short numbered sections in Vietnamese."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import isinf

from django.utils import timezone

from diaban.exchange.reports.reading import Report, name_window
from diaban.spine.programme.closed import ClosedPlace, ClosedTarget, ClosedTask
from diaban.spine.programme.closing import TargetRevision
from diaban.spine.programme.freezing import FrozenTarget, FrozenTask
from diaban.spine.programme.statuses import DONE, Status, is_contradicted

FIELDS = {
    "post": "Bưu chính",
    "telecom": "Viễn thông",
    "digital": "Ứng dụng công nghệ thông tin, chuyển đổi số",
    "security": "An toàn thông tin mạng",
    "industry": "Công nghiệp công nghệ thông tin – truyền thông",
    "press": "Báo chí, xuất bản, truyền thông và thông tin điện tử",
    "": "Nhiệm vụ chung",
}
STATUSES = {
    Status.DONE_ON_TIME: "Đã hoàn thành đúng hạn",
    Status.DONE_LATE: "Đã hoàn thành quá hạn",
    Status.OPEN_IN_TIME: "Đang thực hiện, trong hạn",
    Status.OVERDUE: "Đang thực hiện, quá hạn",
}
_SIGNS = {">=": "≥", ">": ">", "<=": "≤", "<": "<", "=": "="}
PROVISIONAL = "SỐ LIỆU TẠM TÍNH"
SYNTHETIC = "SỐ LIỆU TRÌNH DIỄN, KHÔNG PHẢI SỐ LIỆU THẬT"
_CONTRADICTED = "báo xong, số đo chưa đạt"
_WORST = 5
_MARKS = str.maketrans(",.", ".,")


@dataclass(frozen=True)
class Section:
    """A numbered heading and what stands below it, a paragraph each."""

    title: str
    paragraphs: list[str]


def write_sections(report: Report) -> list[Section]:
    """Return the report's sections in their order; one that has nothing to say says that."""
    return [
        Section("Tình hình chung", _in_general(report)),
        *[Section(FIELDS[name], _of_field(tasks)) for name, tasks in report.by_field()],
        Section("Chênh lệch lớn nhất giữa số khai báo và số đo được", _worst(report)),
        Section("Nhiệm vụ quá hạn", _overdue(report)),
        Section("Điều chỉnh số liệu của kỳ chốt trước", _revised(report)),
    ]


def title_of(report: Report) -> str:
    """Return what the report is called."""
    kind = name_window(report.window) if report.window else f"đến ngày {report.as_of:%d/%m/%Y}"
    if report.programme is None:
        return f"Kết quả thực hiện chương trình, kế hoạch công tác {kind}"
    if report.as_of < report.programme.begins_on:
        return f"Nhiệm vụ, chỉ tiêu của {report.programme.title}, {kind}"
    return f"Kết quả thực hiện {report.programme.title}, {kind}"


def labels_of(report: Report) -> list[str]:
    """Return what has to stand on every page: that figures are provisional, or made up."""
    told = [(PROVISIONAL, report.is_provisional), (SYNTHETIC, report.is_synthetic)]
    return [words for words, holds in told if holds]


def write_clocks(report: Report) -> str:
    """Say both clocks: of which day the figures are, and when that was known."""
    at = timezone.localtime(report.known_at)
    return (
        f"Số liệu tính đến hết ngày {report.as_of:%d/%m/%Y}, theo những gì đã ghi nhận đến "
        f"{at:%H:%M} ngày {at:%d/%m/%Y}"
    )


def write_number(value: int) -> str:
    """Write a whole number as offices do.

    >>> write_number(1234567)
    '1.234.567'
    """
    return f"{value:,}".translate(_MARKS)


def write_share(value: float) -> str:
    """Write a share in percent, never rounded to a false 0 or 100.

    >>> write_share(0.98765), write_share(1.0), write_share(0.9999), write_share(0.0001)
    ('98,8%', '100%', '> 99,9%', '< 0,1%')
    """
    percent = value * 100
    if 0 < percent < 0.1:
        return "< 0,1%"
    if 99.9 < percent < 100:
        return "> 99,9%"
    written = f"{percent:.1f}".removesuffix(".0").replace(".", ",")
    return f"{written}%"


def write_points(difference: float) -> str:
    """Write a difference of shares in percentage points, with its sign: no hyphen, to break behind.

    >>> write_points(0.123), write_points(-0.2), write_points(0.0)
    ('+12,3', '−20,0', '0,0')
    """
    written = f"{difference * 100:+.1f}".replace(".", ",")
    return "0,0" if written in {"+0,0", "-0,0"} else written.replace("-", "−")


def write_threshold(figure: ClosedTarget) -> str:
    """Say what is to be reached; empty where the programme gives no number."""
    if figure.threshold is None:
        return ""
    if figure.amount:
        return f"{_SIGNS[figure.relation]} {write_number(figure.amount)} {figure.noun}".rstrip()
    return f"{_SIGNS[figure.relation]} {write_share(figure.threshold)}"


def write_wanted(figure: ClosedTarget) -> str:
    """Say what is to be reached and, where that is a number, that shares beside it are of it."""
    told = write_threshold(figure)
    of_amount = figure.amount and figure.is_measurable
    return f"{told}; tỷ lệ tính trên {write_number(figure.amount)}" if of_amount else told


def write_lead(row: ClosedTask) -> str:
    """Name the lead as the programme does, and who had the field on the day if that is another."""
    if not row.lead or row.lead == row.answerable:
        return row.lead
    if not row.answerable:
        return f"{row.lead} (nay chưa rõ cơ quan tiếp nhận)"
    return f"{row.lead} (nay: {row.answerable})"


def write_state(row: ClosedTask, figure: ClosedTarget | None = None) -> str:
    """Say how a task stands, and where the records contradict it at one of its targets.

    Without a day it is neither in time nor late.
    """
    status = Status(row.status)
    told = STATUSES[status]
    if row.original_deadline is None:
        told = f"{'Đã hoàn thành' if status in DONE else 'Đang thực hiện'}, không có thời hạn"
    is_wrong = figure is not None and is_contradicted(status, figure.is_reached)
    return f"{told}; {_CONTRADICTED}" if is_wrong else told


def write_again(row: ClosedTask, as_of: date) -> str:
    """Say what of a task comes again, and its first round that is not done; empty where nothing.

    >>> row = ClosedTask(comes_again="trước ngày 20 hằng tháng", next_round=date(2027, 2, 19))
    >>> write_again(row, date(2027, 2, 1))
    'trước ngày 20 hằng tháng; kỳ tới 19/02/2027'
    >>> write_again(row, date(2027, 3, 1))
    'trước ngày 20 hằng tháng; kỳ 19/02/2027 chưa có'
    >>> row.missing_rounds = 9
    >>> write_again(row, date(2027, 12, 1))
    'trước ngày 20 hằng tháng; chưa có 9 kỳ, từ 19/02/2027'
    """
    told = [row.comes_again] if row.comes_again else []
    if row.next_round is not None:
        day = f"{row.next_round:%d/%m/%Y}"
        if row.missing_rounds > 1:
            told.append(f"chưa có {write_number(row.missing_rounds)} kỳ, từ {day}")
        else:
            told.append(f"kỳ tới {day}" if row.next_round >= as_of else f"kỳ {day} chưa có")
    return "; ".join(told)


def write_deadline(row: ClosedTask, as_of: date) -> str:
    """Say the original day, and below it what comes again; empty where neither is."""
    day = f"{row.original_deadline:%d/%m/%Y}" if row.original_deadline else ""
    return "\n".join(filter(None, [day, write_again(row, as_of)]))


def write_other_thing(noun: str) -> str:
    """Say that a declaration counts another thing than the measure of its target.

    >>> write_other_thing("thôn, tổ")
    'đếm thứ khác (thôn, tổ)'
    """
    return f"đếm thứ khác ({noun})"


def write_measured(figure: ClosedTarget) -> str:
    """Say what was measured: known, unknown, bounds and silent places together, never one alone."""
    if not figure.is_measurable:
        return "chưa đo được" + (f" ({figure.lacks})" if figure.lacks else "")
    if figure.share is None:
        told = f"chưa rõ cả {write_number(figure.unknown)} {figure.noun}, chưa có tỷ lệ"
        return (told if figure.unknown else "chưa có số liệu nào") + _silent(figure)
    known = (
        f"đã đo được {write_number(figure.numerator)} trong số "
        f"{write_number(figure.denominator)} {figure.noun}"
    )
    of = f"{write_share(figure.share)} của mức phải đạt" if figure.amount else ""
    mean = "bình quân các nơi " if figure.counts_alike else ""
    told = f"{known} ({of or mean + write_share(figure.share)})"
    if figure.unknown:
        told += (
            f"; còn chưa rõ {write_number(figure.unknown)} {figure.noun}, nên tỷ lệ thực "
            f"{write_bounds(figure.low, figure.high)}"
        )
    return told + _silent(figure)


def write_bounds(low: float, high: float | None) -> str:
    """Say between which shares the true one lies; without an upper one it is at least the lower.

    >>> write_bounds(0.6, 0.7), write_bounds(0.6, None)
    ('trong khoảng 60% – 70%', 'ít nhất 60%')
    """
    if high is None or isinf(high):
        return f"ít nhất {write_share(low)}"
    return f"trong khoảng {write_share(low)} – {write_share(high)}"


def _silent(figure: ClosedTarget) -> str:
    return f"; {write_number(figure.silent)} nơi chưa có số liệu" if figure.silent else ""


def _in_general(report: Report) -> list[str]:
    if not report.tasks and report.programme:
        return ["Chương trình này không có nhiệm vụ nào trong kỳ báo cáo."]
    if not report.tasks:
        return ["Không có chương trình nào đã ban hành bao trùm kỳ này."]
    rates, told = report.rates, []
    counts = "; ".join(
        f"{STATUSES[status].lower()}: {write_number(n)}" for status, n in rates.counts.items()
    )
    told.append(f"Tổng số {write_number(len(report.tasks))} nhiệm vụ. {counts.capitalize()}.")
    if rates.undated:
        told[0] += (
            f" {write_number(rates.undated)} nhiệm vụ không có thời hạn, không tính vào các tỷ lệ."
        )
    told.append(_both_rates(report))
    measured = [one.figure for one in report.targets if one.figure.is_measurable]
    reached = [one.is_reached for one in measured if one.threshold is not None]
    told.append(
        f"{write_number(len(measured))} trong số {write_number(len(report.targets))} chỉ tiêu đo "
        f"được từ số liệu gốc; {write_number(len(report.targets) - len(measured))} chỉ tiêu chưa "
        f"đo được. Trong {write_number(len(reached))} chỉ tiêu đo được có mức phải đạt: chắc chắn "
        f"đạt {write_number(reached.count(True))}, chắc chắn chưa đạt "
        f"{write_number(reached.count(False))}, chưa thể kết luận vì còn số liệu chưa rõ "
        f"{write_number(reached.count(None))}."
    )
    if contradicted := _count_contradicted(report):
        told.append(f"{write_number(contradicted)} nhiệm vụ {_CONTRADICTED}.")
    return told


def _count_contradicted(report: Report) -> int:
    return sum(
        any(is_contradicted(Status(task.row.status), one.figure.is_reached) for one in task.targets)
        for task in report.tasks
    )


def _both_rates(report: Report) -> str:
    rates = report.rates
    if rates.not_overdue is None or rates.on_time is None:
        return "Chưa có nhiệm vụ nào có thời hạn mà đã hoàn thành hoặc quá hạn để tính tỷ lệ."
    return (
        f"Trong {write_number(rates.told)} nhiệm vụ đã hoàn thành hoặc đã quá hạn: tỷ lệ không "
        f"quá hạn {write_share(rates.not_overdue)}; tỷ lệ hoàn thành đúng hạn "
        f"{write_share(rates.on_time)}."
    )


def _of_field(tasks: list[FrozenTask]) -> list[str]:
    return [_of_task(task) for task in tasks]


def _of_task(task: FrozenTask) -> str:
    told = [_of_target(one, task.row) for one in task.targets]
    figures = " ".join(told) or "Chưa có chỉ tiêu."
    state = write_state(task.row).lower()
    return f"Nhiệm vụ {task.row.number}. {task.row.title} ({state}). {figures}"


def _of_target(one: FrozenTarget, row: ClosedTask) -> str:
    figure = one.figure
    name = "" if figure.title == row.title else f"{figure.title}: "
    told = _capital(f"{name}{write_measured(figure)}.")
    if wanted := write_threshold(figure):
        told += f" Mức phải đạt {wanted}{_reached(figure)}."
    if is_contradicted(Status(row.status), figure.is_reached):
        told += f" {_capital(_CONTRADICTED)}."
    if figure.declared_share is not None:
        told += f" {_declared(one)}."
    return told


def _reached(figure: ClosedTarget) -> str:
    if not figure.is_measurable:
        return ""
    words = {True: "đạt", False: "chưa đạt", None: "chưa thể kết luận"}
    return f": {words[figure.is_reached]}"


def _declared(one: FrozenTarget) -> str:
    figure = one.figure
    who = "Các đơn vị khai báo" if figure.declared_by_units else "Số khai báo"
    is_of_amount = figure.amount and not figure.declared_noun
    whole = figure.amount if is_of_amount else figure.declared_denominator
    counts = f"{write_number(figure.declared_numerator)}/{write_number(whole)}"
    told = f"{who} {counts} ({write_share(figure.declared_share)})"
    if figure.declared_noun:
        return f"{told}, {write_other_thing(figure.declared_noun)}, không so với số đo được"
    if one.difference is None:
        return told
    where = " ở chính các đơn vị đó" if figure.declared_by_units else ""
    points = write_points(one.difference)
    return f"{told}, chênh lệch {points} điểm phần trăm so với số đo được{where}"


def _worst(report: Report) -> list[str]:
    told = [one for one in report.targets if one.difference is not None]
    told.sort(key=lambda one: -abs(one.difference))
    return [_compare(one) for one in told[:_WORST]] or [
        "Không có chỉ tiêu nào vừa được đo vừa được khai báo."
    ]


def _compare(one: FrozenTarget) -> str:
    figure, measured = one.figure, one.comparable
    of = f"{write_number(len(one.declaring))} đơn vị " if figure.declared_by_units else ""
    where = " ở chính các đơn vị đó" if figure.declared_by_units else ""
    return (
        f"{write_points(one.difference)} điểm phần trăm: nhiệm vụ {figure.row.number}, "
        f"{figure.title} ({of}khai báo {write_share(figure.declared_share)}, đo được{where} "
        f"{write_share(measured.share)}, {write_bounds(measured.low, measured.high)})."
    )


def _overdue(report: Report) -> list[str]:
    late = [task.row for task in report.tasks if task.row.status == Status.OVERDUE]
    late.sort(key=lambda row: -row.behind_days)
    return [
        f"Nhiệm vụ {row.number}. {row.title}: {_late_since(row, report.as_of)}; "
        f"chủ trì: {write_lead(row) or 'chưa rõ'}."
        for row in late
    ] or ["Không có nhiệm vụ quá hạn."]


def _late_since(row: ClosedTask, as_of: date) -> str:
    late = f"chậm {write_number(row.behind_days)} ngày"
    is_extended = row.due_on != row.original_deadline
    extended = f", gia hạn đến {row.due_on:%d/%m/%Y}" if is_extended else ""
    if row.next_round is not None:
        return f"{write_again(row, as_of)}{extended}, {late}"
    return f"hạn {row.original_deadline:%d/%m/%Y}{extended}, {late} so với hạn ban đầu"


def _revised(report: Report) -> list[str]:
    if report.since is None:
        return ["Chưa có kỳ nào được chốt trước ngày này."]
    closing, found = report.since
    wholes = [one for one in found.targets if one.whole]
    lead = f"Kỳ {name_window(closing)} (chốt số liệu đến hết ngày {closing.closes_on:%d/%m/%Y}): "
    if not wholes and not found.tasks:
        return [f"{lead}đến nay không có số liệu nào phải điều chỉnh."]
    counts = f"{write_number(len(wholes))} chỉ tiêu và {write_number(len(found.tasks))} nhiệm vụ"
    told = [f"{lead}{counts} nay được biết khác với khi chốt. Số đã chốt giữ nguyên."]
    told += [_moved(one) for one in wholes]
    told += [
        f"Nhiệm vụ {one.row.number}: đã chốt “{_state(one.stood)}”, nay “{_state(one.known)}”."
        for one in found.tasks
    ]
    return told


def _moved(one: TargetRevision) -> str:
    rule = "" if one.same_rule else " Cách đo hoặc mức phải đạt cũng đã đổi."
    return f"{one.target.title}: đã chốt {_figure(one.stood)}, nay {_figure(one.known)}.{rule}"


def _figure(row: ClosedTarget | ClosedPlace | None) -> str:
    if row is None:
        return "không có"
    if isinstance(row, ClosedTarget) and not row.is_measurable:
        return "chưa đo được"
    unknown = f", chưa rõ {write_number(row.unknown)}" if row.unknown else ""
    return f"{write_number(row.numerator)}/{write_number(row.denominator)}{unknown}"


def _state(row: ClosedTask | None) -> str:
    return write_state(row).lower() if row else "không có"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
