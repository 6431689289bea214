"""Addresses from the command line or from a pipe, and what is said of them to people."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from diaban.exchange.cleaning.reasons import say_reasons

Fields = dict[str, Any]
# stands in the place of bytes that are no UTF-8
_REPLACED = "\ufffd"
_SHOWN = 12
_LABELS = {
    "flat": "căn hộ / flat",
    "floor": "tầng / floor",
    "block": "lô, dãy / block",
    "building": "tòa nhà / building",
    "area": "khu / estate",
    "street": "đường, phố / street",
    "group": "tổ, khu phố / group",
    "hamlet": "thôn, xóm / hamlet",
}
_NOISE = "gạt ra / set aside"


def add_text_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", nargs="*", help="the address; else one a line on standard input")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def day(text: str) -> date:
    """Read a day for which units are known."""
    from diaban.spine.places.gazetteer import FIRST_DAY  # noqa: PLC0415 - only when asked for

    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"ngày ghi NĂM-THÁNG-NGÀY / write YYYY-MM-DD: {text}"
        ) from None
    if found < FIRST_DAY:
        raise argparse.ArgumentTypeError(f"từ {FIRST_DAY} trở đi / from {FIRST_DAY} on: {text}")
    return found


def answer_all(
    options: argparse.Namespace,
    tell: Callable[[str], Fields],
    write: Callable[[Fields], str],
    found: Callable[[Fields], bool],
) -> int:
    """Answer each address at once; whoever pipes one line may wait for its answer."""
    missed = 0
    for text, is_whole in _texts(options.text):
        told = tell(text)
        if not is_whole:
            told["reasons"].append("bytes_replaced")
        missed += not found(told)
        print(json.dumps(told, ensure_ascii=False) if options.json else write(told), flush=True)
    return 1 if missed else 0


def _texts(words: list[str]) -> Iterator[tuple[str, bool]]:
    """Yield each text and whether all its bytes were UTF-8."""
    if words:
        yield _mend(" ".join(words))
        return
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")
    for number, line in enumerate(sys.stdin):
        yield _mend((line.removeprefix("\ufeff") if not number else line).rstrip("\r\n"))


def _mend(text: str) -> tuple[str, bool]:
    try:
        text.encode()
    except UnicodeEncodeError:
        letters = (_REPLACED if "\ud800" <= c <= "\udfff" else c for c in text)
        return "".join(letters), False
    return text, True


def write_address(told: Fields) -> str:
    """Write an address with its parts, one a line."""
    rows = [*_door_rows(told)]
    rows += [(label, told[name]) for name, label in _LABELS.items() if told[name]]
    rows += [(_level(place), _place(place)) for place in told["places"]]
    rows += [(_NOISE, one["text"]) for one in told["components"] if one["kind"] == "noise"]
    lines = [told["input"], *(f"  {label:<34} {value}" for label, value in rows)]
    return "\n".join([*lines, *_why(told)])


def write_conversion(told: Fields) -> str:
    """Write an address with the communes it may lie in, the likeliest first."""
    lines = [told["input"]]
    for one in told["candidates"]:
        names = [one[level] for level in ("name", "district", "province") if one[level]]
        lines.append(f"  {one['probability']:5.1%}  {', '.join(names)} ({one['code']})")
        lines += [f"          theo / by {event}" for event in one["events"]]
    if told["line"]:
        lines.append(f"  → {told['line']}")
    if told["possible"]:
        names = [one["name"] for one in told["possible"]]
        more = f" … (+{len(names) - _SHOWN})" if len(names) > _SHOWN else ""
        lines.append(f"  có thể là / one of: {', '.join(names[:_SHOWN])}{more}")
    if told["ruled_out"]:
        names = [one["name"] for one in told["ruled_out"]]
        lines.append(f"  đã loại / ruled out: {', '.join(names)}")
    return "\n".join([*lines, *_why(told)])


def write_search(told: Fields) -> str:
    """Write what was asked for with the doors it may be, the likeliest first."""
    lines = [told["input"]]
    for one in told["candidates"]:
        code = f"  {one['vpostcode']}" if one["vpostcode"] else ""
        lines.append(f"  {one['probability']:5.1%}  {one['line']}  {one['identifier']}{code}")
    lines += [
        f"  gần nhất / nearest: {one['line']}  {one['identifier']}" for one in told["nearest"]
    ]
    if not told["candidates"] and not told["nearest"]:
        lines += [f"  đường / street: {one['line']}" for one in told["streets"][:_SHOWN]]
    for one in told["communes"]:
        lines.append(
            f"  phường, xã / commune: {one['name']} ({one['code']}) {one['probability']:.0%}"
        )
    return "\n".join([*lines, *_why(told)])


def _door_rows(told: Fields) -> Iterator[tuple[str, str]]:
    readings = told["readings"]
    for reading in readings:
        path = [f"{lane['word']} {lane['number']}".strip() for lane in reading["lanes"]]
        if len(readings) > 1:
            yield "đọc được là / may be", " → ".join([*path, f"số {reading['house']}"])
            continue
        if reading["house"]:
            yield "số nhà / house", reading["house"]
        if path:
            yield "ngõ, từ ngoài vào / lanes inwards", " → ".join(path)


def _level(place: Fields) -> str:
    return {
        "commune": "phường, xã / commune",
        "district": "quận, huyện / district",
        "province": "tỉnh, thành phố / province",
    }[place["level"]]


def _place(place: Fields) -> str:
    above = [place[level] for level in ("district", "province") if place["level"] != level]
    names = ", ".join(name for name in (place["name"], *above) if name)
    ended = f", đến trước / until {place['valid_to']}" if place["valid_to"] else ""
    return f"{names} ({place['code']}{ended})  {place['probability']:.0%}"


def _why(told: Fields) -> list[str]:
    vi, en = say_reasons(told["reasons"])
    return [f"  vì: {vi}", f"  why: {en}"] if vi else []
