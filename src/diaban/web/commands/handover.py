"""The Post's handover of digital addresses: take a list, tell how it stands, workbooks, returns."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

EXAMPLES = """\
examples:
  diaban handover take bangiao.xlsx --source "Bưu điện TP Hà Nội" --held-on 2026-06-01
  diaban handover counts                              by commune, of the newest list
  diaban handover workbook --commune 00070 hoankiem.xlsx
  diaban handover workbook all.zip                    one workbook for each commune
  diaban handover return hoankiem.xlsx                what a commune sends back
  diaban handover adopt                               the codes of all rows that match
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True)
    take = acts.add_parser("take", help="read a list and hold it against the registry")
    take.add_argument("file", type=Path, help="XLSX, CSV or any other list; the key is the code")
    take.add_argument("--source", required=True, help="who hands it over")
    take.add_argument("--held-on", type=_day, metavar="DAY", help="as of which day; default today")
    take.add_argument("--synthetic", action="store_true", help="the list is made up")
    acts.add_parser("counts", help="how the newest list stands, by commune")
    workbook = acts.add_parser("workbook", help="write what is to be corrected")
    workbook.add_argument("file", type=Path, help="where to; .zip for every commune")
    workbook.add_argument("--commune", help="by the statistics office's code")
    returned = acts.add_parser("return", help="read a workbook that came back; take it on the page")
    returned.add_argument("file", type=Path, help="the workbook, or rows given back and corrected")
    acts.add_parser("adopt", help="write the codes of matched rows into the registry")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"ngày / a day: 2026-06-01, not {text}") from None


def run(options: argparse.Namespace) -> int:
    from diaban.exchange.importing.problems import InputError  # noqa: PLC0415 - after set-up
    from diaban.web.commands import building  # noqa: PLC0415
    from diaban.web.commands.faults import FaultError  # noqa: PLC0415

    building.prepare_database()
    building.prepare_places(download=False, quiet=True)
    acts = {
        "take": _take,
        "counts": _counts,
        "workbook": _workbook,
        "return": _return,
        "adopt": _adopt,
    }
    try:
        return acts[options.act](options)
    except InputError as error:
        raise FaultError(error.problem.say("vi"), error.problem.say("en")) from None


def _take(options: argparse.Namespace) -> int:
    from diaban.exchange.handover.reconciling import reconcile  # noqa: PLC0415
    from diaban.exchange.handover.taking import (  # noqa: PLC0415
        HandoverIsRunningError,
        HandoverRequest,
        take_handover,
    )
    from diaban.spine.parties.models import local_operator  # noqa: PLC0415
    from diaban.web.commands.faults import FaultError  # noqa: PLC0415
    from diaban.web.commands.progress import Progress  # noqa: PLC0415

    actor = local_operator()
    request = HandoverRequest(
        options.file, options.source, actor, options.held_on, synthetic=options.synthetic
    )
    step = Progress("Đọc danh sách / reading the list")
    try:
        handover = take_handover(request, lambda run: step.show(run.position))
    except HandoverIsRunningError:
        raise FaultError(
            "Một tiến trình khác đang đọc danh sách này. Đợi nó xong.",
            "Another process is reading this list. Let it finish.",
            exit_code=4,
        ) from None
    rejected = handover.run.counts.get("rejected", 0)
    step.finish(f"{handover.run.counts.get('accepted', 0):,}")
    step = Progress("Đối chiếu với sổ / holding it against the registry")
    reconcile(handover, actor, step.show)
    step.finish()
    if rejected:
        print(
            f"{rejected:,} dòng bị từ chối; xem và tải về / rows refused; see and download: "
            f"/problems/rejected/{handover.run_id}/",
            file=sys.stderr,
        )
    _tell(handover)
    return int(bool(rejected))


def _counts(_options: argparse.Namespace) -> int:
    _tell(_newest())
    return 0


def _newest():
    from diaban.spine.handovers.models import Handover  # noqa: PLC0415
    from diaban.spine.parties.models import local_operator  # noqa: PLC0415
    from diaban.web.commands.faults import FaultError  # noqa: PLC0415

    newest = Handover.objects.visible_to(local_operator()).order_by("-pk").first()
    if newest is None or newest.reconciled_at is None:
        raise FaultError(
            "Chưa có danh sách bàn giao nào được đối chiếu: diaban handover take",
            "No list has been held against the registry yet: diaban handover take",
        )
    return newest


def _tell(handover) -> None:
    from diaban.exchange.handover.counting import count_communes  # noqa: PLC0415
    from diaban.exchange.handover.words import STANDINGS  # noqa: PLC0415
    from diaban.spine.parties.models import local_operator  # noqa: PLC0415

    print("\t".join(["Mã", "Xã, phường", *STANDINGS.values(), "Gửi lại"]))
    for one in count_communes(handover, local_operator()):
        place = [one.unit.code, one.unit.full_name] if one.unit else ["", "—"]
        print("\t".join([*place, *map(str, one.of()), str(one.returned)]))


def _workbook(options: argparse.Namespace) -> int:
    from diaban.exchange.handover.counting import count_communes  # noqa: PLC0415
    from diaban.exchange.handover.workbook import write_all, write_workbook  # noqa: PLC0415
    from diaban.spine.parties.models import local_operator  # noqa: PLC0415
    from diaban.web.commands.faults import FaultError  # noqa: PLC0415

    handover, actor = _newest(), local_operator()
    units = [one.unit for one in count_communes(handover, actor) if one.unit and one.to_correct]
    if options.commune:
        units = [unit for unit in units if unit.code == options.commune]
        if not units:
            raise FaultError(
                f"Xã, phường {options.commune} không có gì để sửa. Xem: diaban handover counts",
                f"Commune {options.commune} has nothing to correct. See: diaban handover counts",
            )
        count = write_workbook(handover, units[0], actor, options.file)
    else:
        count = write_all(handover, units, actor, options.file)
    print(f"{options.file}: {count:,}", file=sys.stderr)
    return 0


def _return(options: argparse.Namespace) -> int:
    from diaban.exchange.handover.returning import read_return  # noqa: PLC0415
    from diaban.spine.parties.models import local_operator  # noqa: PLC0415

    done = read_return(options.file, local_operator())
    for name, count in sorted(done.counts.items()):
        print(f"{name}\t{count}")
    print("Xem từng thay đổi / see each change: /handover/returned/", file=sys.stderr)
    if done.counts["rejected"]:
        print(f"Dòng bị từ chối / refused: /problems/rejected/{done.run.pk}/", file=sys.stderr)
    return int(bool(done.counts["rejected"]))


def _adopt(_options: argparse.Namespace) -> int:
    from diaban.exchange.handover.deciding import adopt_codes  # noqa: PLC0415
    from diaban.spine.parties.models import local_operator  # noqa: PLC0415

    print(f"{adopt_codes(_newest(), local_operator()):,}")
    return 0
