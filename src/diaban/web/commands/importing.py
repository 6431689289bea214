"""Take in addresses (CSV, XLSX, GeoJSON, OSM), boundaries (GeoJSON) or household counts."""

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
  diaban import area.osm.gz --source osm --held-on 2025-12-01
  diaban import communes.geojson --as boundaries --source "Sở NN-MT"
  diaban import counts.xlsx --as households --source "Tổng điều tra 2024"
The same file again changes nothing; a broken-off import goes on where it stopped; rejected rows
are written beside the file, to correct and send again.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--source", required=True, help="who the data come from, up to 40 letters")
    parser.add_argument(
        "--as", dest="kind", choices=["addresses", "boundaries", "households"], default="addresses"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would happen, only that")
    parser.add_argument("--map", action="append", default=[], metavar="FIELD=COLUMN")
    parser.add_argument("--sheet", help="which sheet of a workbook")
    parser.add_argument("--held-on", type=date.fromisoformat, metavar="YYYY-MM-DD")
    parser.add_argument("--fix-swapped", action="store_true", help="turn swapped lat, lng round")
    parser.add_argument(
        "--not-households", action="store_true", help="the rows are premises where nobody lives"
    )
    parser.add_argument(
        "--synthetic", action="store_true", help="the rows are made up, and stay marked as such"
    )
    parser.add_argument("--rejects", type=Path, help="where rejected rows go (.csv or .xlsx)")
    parser.add_argument("--json", action="store_true")


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
    if outcome.get("mapping"):
        print("  cột / columns: " + ", ".join(f"{f} ← {c}" for f, c in outcome["mapping"].items()))
    if outcome.get("missing"):
        print(f"  thiếu / missing: {', '.join(outcome['missing'])}")
    for old in outcome.get("replaced", ()):
        print(f"  thay số / replaced: {old['unit']} ({old['as_of']}): {old['was']} → {old['now']}")
    for vi, en in outcome["problems"]:
        print(f"  ! {vi}\n    {en}", file=sys.stderr)
    if outcome.get("rejects"):
        print(f"  hàng bị trả lại / rejected rows: {outcome['rejects']}")


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
    "decimal_comma": "số thập phân dấu phẩy / decimal commas read",
    "unit_name_unresolved": "không nhận ra tên xã, phường / commune name not recognised",
    "swapped_fixed": "đã đổi lại vĩ độ, kinh độ / swapped positions turned",
    "repaired": "đã sửa hình / shapes repaired",
    "normalised": "chữ được chuẩn hóa NFC / text normalised to NFC",
}
