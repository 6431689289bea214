"""Find addresses that are one door, list the pairs, join two or part them again."""

from __future__ import annotations

import argparse
import json

EXAMPLES = """\
examples:
  diaban duplicates find                       look through the whole registry
  diaban duplicates find --run 12              only what import 12 spoke of
  diaban duplicates list --json                the pairs that wait, the surest first
  diaban duplicates merge KEPT MERGED          two identifiers; the first is kept
  diaban duplicates split MERGED               undo a merge
  diaban duplicates apart ONE OTHER            these are not the same
"""
_WORDS = {
    "unknown": "không thấy địa chỉ này / no such address",
    "same": "hai mã định danh này đã là một địa chỉ / these two are one address already",
    "retired": "địa chỉ đã không còn / the address is retired",
    "building_and_unit": "không gộp tòa nhà với căn hộ của nó / a building and its own flat",
    "not_merged": "địa chỉ này chưa bị gộp / this address was not merged",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what", choices=("find", "list", "merge", "split", "apart"), help="what to do"
    )
    parser.add_argument("identifiers", nargs="*", metavar="IDENTIFIER", help="of addresses")
    parser.add_argument("--run", type=int, help="find: only what this import spoke of")
    parser.add_argument("--reason", default="", help="merge, split: why")
    parser.add_argument("--limit", type=int, default=50, help="list: so many pairs")
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    from diaban.web.commands import building  # noqa: PLC0415 - Django must be set up first

    building.prepare_database()
    if options.what == "find":
        return _find(options)
    return _list(options) if options.what == "list" else _decide(options)


def _find(options: argparse.Namespace) -> int:
    from diaban.spine.addresses import duplicates  # noqa: PLC0415
    from diaban.spine.runs.models import Run  # noqa: PLC0415
    from diaban.web.commands.faults import FaultError  # noqa: PLC0415

    if options.run is None:
        counts = duplicates.propose_everywhere()
    else:
        found = Run.objects.filter(pk=options.run).first()
        if found is None:
            raise FaultError(f"Không có lần nhập {options.run}.", f"No run {options.run}.", 3)
        counts = duplicates.propose_after(found)
    if options.json:
        print(json.dumps(counts))
    else:
        print(
            f"{counts['found']:,} cặp nghi trùng, {counts['new']:,} cặp mới / pairs found, new ones"
        )
    return 1 if counts["found"] else 0


def _list(options: argparse.Namespace) -> int:
    from diaban.spine.addresses.duplicates import waiting_proposals  # noqa: PLC0415
    from diaban.spine.parties.models import local_operator  # noqa: PLC0415

    rows = list(waiting_proposals(local_operator())[: options.limit])
    for row in rows:
        pair = (row.first, row.second)
        if options.json:
            told = {
                "first": row.first.identifier,
                "second": row.second.identifier,
                "kind": row.kind,
                "score": round(row.score, 4),
                "reasons": row.reasons,
            }
            print(json.dumps(told, ensure_ascii=False))
        else:
            print(f"{row.score:7.1%}  " + "  =  ".join(f"{a} {a.public_line}" for a in pair))
    return 1 if rows else 0


def _decide(options: argparse.Namespace) -> int:
    from diaban.spine.addresses import identifiers, merging  # noqa: PLC0415
    from diaban.spine.parties.models import local_operator  # noqa: PLC0415
    from diaban.web.commands.faults import FaultError  # noqa: PLC0415

    wanted = 1 if options.what == "split" else 2
    if len(options.identifiers) != wanted:
        raise FaultError(f"Cần {wanted} mã định danh.", f"{wanted} identifier(s) are needed.", 2)
    actor = local_operator()
    try:
        numbers = [identifiers.read(text) for text in options.identifiers]
        if options.what == "merge":
            print(merging.merge(*numbers, options.reason, actor))
        elif options.what == "split":
            print(merging.split(*numbers, options.reason, actor))
        else:
            merging.keep_apart(*numbers, actor)
    except identifiers.IdentifierError:
        raise FaultError(
            "Mã định danh gõ sai; chép lại từ trang tra cứu.",
            "An identifier is mistyped; copy it from the look-up page.",
            3,
        ) from None
    except merging.MergeError as error:
        vietnamese, _, english = _WORDS[error.reason].partition(" / ")
        raise FaultError(vietnamese, english, 3) from None
    return 0
