"""Write the address registry out: permitted fields only."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

EXAMPLES = """\
examples:
  diaban export addresses.csv
  diaban export addresses.xlsx --commune 00070
  diaban export --format geojson - > addresses.geojson
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", help="where to; - is standard output")
    parser.add_argument("--format", choices=["csv", "xlsx", "geojson"])
    parser.add_argument("--commune", help="only this commune, by the statistics office's code")


def run(options: argparse.Namespace) -> int:
    from diaban.exchange.exporting import addresses as exporting  # noqa: PLC0415 - after set-up
    from diaban.spine.addresses.models import Address  # noqa: PLC0415
    from diaban.spine.parties.models import local_operator  # noqa: PLC0415
    from diaban.spine.places.units import city_communes, today  # noqa: PLC0415
    from diaban.web.commands import building  # noqa: PLC0415
    from diaban.web.commands.faults import FaultError  # noqa: PLC0415

    building.prepare_database()
    actor = local_operator()
    rows = Address.objects.visible_to(actor)
    if options.commune:
        unit = city_communes(today()).filter(code=options.commune).first()
        if unit is None:
            raise FaultError(
                f"Không có xã, phường nào đang có mã {options.commune}. Xem: diaban places list",
                f"No commune in force has the code {options.commune}. See: diaban places list",
            )
        rows = rows.filter(commune=unit)
    request = exporting.ExportRequest(actor, rows)
    if options.file == "-":
        write = {"csv": exporting.write_csv, "geojson": exporting.write_geojson}
        if (options.format or "csv") not in write:
            raise FaultError(
                "XLSX không ghi ra đầu ra chuẩn được; hãy đặt tên tệp.",
                "XLSX cannot go to standard output; name a file.",
            )
        write[options.format or "csv"](request, sys.stdout)
        return 0
    path = Path(options.file)
    if options.format and path.suffix.lstrip(".") != options.format:
        path = path.with_name(f"{path.name}.{options.format}")
    written = exporting.export_addresses(request, path)
    print(f"{path}: {written:,} địa chỉ / addresses", file=sys.stderr)
    return 0
