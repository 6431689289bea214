"""Take in any list or layer: addresses, boundaries, household counts, the base map."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

EXAMPLES = """\
examples:
  diaban import houses.xlsx --source "UBND phường Cửa Nam" --dry-run
  diaban import houses.csv --source vnpost --map house_number=SN --map lat=Y --map lng=X
  diaban import points.csv --source "Sở NN-MT" --crs EPSG:5897
  diaban import area.osm.gz --source osm --held-on 2025-12-01
  diaban import old.csv --source "Bưu điện" --encoding tcvn3
  diaban import survey.gpkg --layer nha --source "Sở NN-MT"
  diaban import communes.gpkg --kind boundaries --source "Sở NN-MT" --snap 5
  diaban import counts.xlsx --kind households --source "Tổng điều tra 2024"
  diaban import streets.geojson --kind basemap --source osm
  diaban import changes.xlsx --kind unit_table --source "Cục Thống kê"
What a file holds is found out unless --kind says it; --dry-run tells. The same file again changes
nothing; a broken-off import goes on where it stopped; rejected rows are written beside the file,
to correct and send again.
"""
MOST_SNAPPED_METRES = 50.0
# our own kinds of exchange.importing.kinds, and what a person may say of a text's letters
KINDS = ("addresses", "boundaries", "households", "basemap", "unit_table")
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "windows-1258", "tcvn3", "vni", "viscii")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--source", required=True, help="who the data come from, up to 40 letters")
    parser.add_argument(
        "--kind",
        default="auto",
        help=f"{', '.join(KINDS)}, or a list that a sector takes; found out where left out",
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would happen, only that")
    parser.add_argument("--map", action="append", default=[], metavar="FIELD=COLUMN")
    one = parser.add_mutually_exclusive_group()
    one.add_argument("--sheet", help="which sheet of a workbook")
    one.add_argument("--layer", help="which layer of a map file; the base map takes all of them")
    parser.add_argument(
        "--crs", metavar="EPSG:CODE", help="coordinate system of the figures, such as EPSG:5897"
    )
    parser.add_argument(
        "--encoding", choices=ENCODINGS, help="letters of a text file, where not found out"
    )
    parser.add_argument("--held-on", type=date.fromisoformat, metavar="YYYY-MM-DD")
    parser.add_argument("--fix-swapped", action="store_true", help="turn swapped lat, lng round")
    parser.add_argument(
        "--not-households", action="store_true", help="the rows are premises where nobody lives"
    )
    parser.add_argument(
        "--synthetic", action="store_true", help="the rows are made up, and stay marked as such"
    )
    parser.add_argument(
        "--snap",
        type=metres,
        metavar="METRES",
        help="boundaries: close gaps and overlaps that are narrower than this",
    )
    parser.add_argument("--rejects", type=Path, help="where rejected rows go (.csv or .xlsx)")
    parser.add_argument("--json", action="store_true")


def metres(text: str) -> float:
    """Read a width between a millimetre and what two surveys of one border can differ by."""
    width = float(text.replace(",", "."))
    if not 0.001 <= width <= MOST_SNAPPED_METRES:
        raise argparse.ArgumentTypeError(f"0.001 – {MOST_SNAPPED_METRES:g}: {text}")
    return width


def run(options: argparse.Namespace) -> int:
    from diaban.web.commands import building, import_kinds  # noqa: PLC0415 - after set-up

    if not options.file.is_file():
        raise FileNotFoundError(2, "no such file", str(options.file))
    building.prepare_database()
    building.prepare_places(download=False, quiet=True)
    outcome = import_kinds.import_file(options)
    if options.json:
        print(json.dumps(outcome, ensure_ascii=False, default=str))
    else:
        tell(outcome)
    return 1 if outcome["rejected"] else 0


def tell(outcome: Mapping[str, object]) -> None:
    tense = "sẽ / would be" if outcome["dry_run"] else "đã / done"
    print(f"{outcome['file']} ({tense}):")
    for name, number in outcome["counts"].items():
        print(f"  {number:>12,}  {_WORDS.get(name, name)}")
    _tell_reading(outcome)
    if outcome.get("missing"):
        print(f"  thiếu / missing: {', '.join(outcome['missing'])}")
    for old in outcome.get("replaced", ()):
        print(f"  thay số / replaced: {old['unit']} ({old['as_of']}): {old['was']} → {old['now']}")
    for name, number in (outcome.get("foreseen") or outcome.get("coded") or {}).items():
        if name in _RECODED and number:
            print(f"  {number:>12,}  {_RECODED[name]}")
    for vi, en in outcome["problems"]:
        print(f"  ! {vi}\n    {en}", file=sys.stderr)
    for name, label in _AFTERWARDS.items():
        if outcome.get(name):
            print(f"  {label}: {outcome[name]}")


def _tell_reading(outcome: Mapping[str, object]) -> None:
    """Say how the file was understood."""
    if outcome.get("kind"):
        print(f"  loại / kind: {outcome['kind']}")
    if outcome.get("crs"):
        print(f"  hệ tọa độ / coordinate system: {outcome['crs']}")
    if outcome.get("mapping"):
        print("  cột / columns: " + ", ".join(f"{f} ← {c}" for f, c in outcome["mapping"].items()))
    if outcome.get("unread"):
        print("  không dùng / not used: " + ", ".join(outcome["unread"]))


_WORDS = {
    "read": "đã đọc / read",
    "blank": "dòng trống bỏ qua / blank rows skipped",
    "accepted": "hợp lệ / accepted",
    "rejected": "bị trả lại / rejected",
    "created": "thêm mới / created",
    "updated": "cập nhật / updated",
    "unchanged": "không đổi / unchanged",
    "new": "sẽ thêm mới / new",
    "known": "đã có / known",
    "would_change": "đã có, sẽ đổi / known, would change",
    "would_stay": "đã có, không đổi / known, unchanged",
    "decimal_comma": "số thập phân dấu phẩy / decimal commas read",
    "dates_as_numbers": "số nhà Excel đổi thành ngày, đã đọc lại / house numbers read from dates",
    "unit_name_unresolved": "không nhận ra tên xã, phường / commune name not recognised",
    "unit_name_ambiguous": "tên xã trùng trong huyện / commune names borne twice in a district",
    "swapped_fixed": "đã đổi lại vĩ độ, kinh độ / swapped positions turned",
    "written_read": "địa chỉ viết liền đã tách / whole addresses read into parts",
    "postal_parsed": "địa chỉ đủ số nhà, đường hoặc thôn, xã / written address complete",
    "postal_partial": "địa chỉ mới có một phần / written address in part",
    "postal_absent": "chưa có địa chỉ viết / no written address",
    "repaired": "đã sửa hình / shapes repaired",
    "normalised": "chữ được chuẩn hóa NFC / text normalised to NFC",
    "due": "địa chỉ phải xét lại mã / addresses to be coded again",
}
_RECODED = {
    "moved": "địa chỉ sang đơn vị khác / addresses move to another commune",
    "reissued": "đổi mã / get another code",
    "newly_coded": "mới có mã / get their first code",
    "newly_uncertain": "mất mã, cần xem lại / lose their code and need a look",
}
_AFTERWARDS = {
    "waits": "chờ cấp mã: diaban code / wait for: diaban code",
    "rejects": "hàng bị trả lại / rejected rows",
    "page": "bản đồ và chi tiết / map and details",
}
