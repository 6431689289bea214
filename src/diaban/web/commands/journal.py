"""The journal of who did what: check its chain, and tell its head to be kept elsewhere."""

from __future__ import annotations

import argparse
import json
import re

EXAMPLES = """\
examples:
  diaban journal head                     the number and digest to write down outside this machine
  diaban journal verify                   walk the whole chain
  diaban journal verify --kept 120:9f2c…  and see that it still leads through a head kept elsewhere
"""
_HEAD = re.compile(r"([0-9]{1,18}):([0-9a-f]{64})")
_KINDS = {
    "missing": ("thiếu mục hoặc dấu của mục", "the entry or its seal is missing"),
    "changed": ("nội dung bị đổi", "changed"),
    "cut": ("chuỗi không còn đi qua mốc đã giữ", "the chain leads no more through the kept head"),
    "unsealed": ("mục không có dấu", "an entry without a seal"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True)
    head = acts.add_parser("head", help="tell the end of the chain")
    head.add_argument("--json", action="store_true")
    verify = acts.add_parser("verify", help="walk the chain and tell where it does not hold")
    verify.add_argument(
        "--kept", type=kept_head, metavar="NUMBER:DIGEST", help="a head that was kept elsewhere"
    )
    verify.add_argument("--json", action="store_true")


def kept_head(text: str) -> tuple[int, str]:
    found = _HEAD.fullmatch(text)
    if found is None:
        raise argparse.ArgumentTypeError(
            f"cần dạng SỐ:DẤU mà `journal head` in ra / needs what `journal head` prints: {text}"
        )
    return int(found[1]), found[2]


def run(options: argparse.Namespace) -> int:
    from diaban.spine.journal.sealing import read_head, seal_waiting  # noqa: PLC0415
    from diaban.web.commands import building  # noqa: PLC0415 - after set-up

    building.prepare_database()
    seal_waiting()
    if options.act == "verify":
        return _verify(options)
    head = read_head()
    row = {"number": head.number, "digest": head.digest}
    print(json.dumps(row) if options.json else f"{head.number}:{head.digest}")
    return 0


def _verify(options: argparse.Namespace) -> int:
    from diaban.spine.journal.sealing import Head, find_breaks, read_head  # noqa: PLC0415

    breaks = list(find_breaks(Head(*options.kept) if options.kept else None))
    head = read_head()
    if options.json:
        rows = [{"number": b.number, "kind": b.kind} for b in breaks]
        print(json.dumps({"entries": head.number, "digest": head.digest, "breaks": rows}))
        return int(bool(breaks))
    for found in breaks:
        vi, en = _KINDS[found.kind]
        print(f"✗ {found.number}: {vi} / {en}")
    if not breaks:
        print(f"✓ {head.number:,} mục, chuỗi nguyên vẹn / entries, the chain is whole")
    return int(bool(breaks))
