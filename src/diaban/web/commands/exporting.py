"""Write a list or a layer to a file: permitted fields only."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

WHATS = ("addresses", "coverage", "units", "streets", "water", "water-areas", "rails", "green")
EXAMPLES = """\
examples:
  diaban export addresses.csv
  diaban export addresses.gpkg --commune 00070
  diaban export addresses.tab.zip --crs 5897        VN-2000 of Hanoi
  diaban export units.shp.zip --what units
  diaban export --format geojson - > addresses.geojson
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        help="where to; its ending says how: .csv .xlsx .ods .geojson .gpkg .shp.zip .tab.zip "
        ".mif.zip .kml .fgb .parquet .osm.pbf; - is standard output",
    )
    parser.add_argument("--what", choices=WHATS, default="addresses")
    parser.add_argument("--format", choices=["csv", "geojson"], help="for standard output")
    parser.add_argument("--commune", help="only this commune, by the statistics office's code")
    parser.add_argument(
        "--crs", type=int, default=4326, metavar="EPSG", help="coordinate system; 4326 is WGS 84"
    )


def run(options: argparse.Namespace) -> int:
    from diaban.exchange.exporting.listing import ExportError  # noqa: PLC0415 - after set-up
    from diaban.exchange.exporting.writers import write_listing  # noqa: PLC0415
    from diaban.exchange.exporting.writers.csv_text import stream_csv  # noqa: PLC0415
    from diaban.exchange.exporting.writers.geojson import stream_geojson  # noqa: PLC0415
    from diaban.web.commands import building  # noqa: PLC0415
    from diaban.web.commands.faults import FaultError  # noqa: PLC0415

    building.prepare_database()
    listing = _listing(options)
    if options.file == "-":
        stream = stream_geojson if options.format == "geojson" else stream_csv
        sys.stdout.writelines(stream(listing))
        return 0
    path = Path(options.file)
    try:
        written = write_listing(listing, path, options.crs)
    except ExportError as error:
        raise FaultError(error.vi, error.en) from None
    print(f"{path}: {written:,} dòng / rows", file=sys.stderr)
    return 0


def _listing(options: argparse.Namespace):
    from diaban.exchange.exporting.coverage import list_coverage  # noqa: PLC0415 - after set-up
    from diaban.exchange.exporting.layers import list_drawn, list_units  # noqa: PLC0415
    from diaban.spine.basemap.models import MapKind  # noqa: PLC0415
    from diaban.spine.parties.models import local_operator  # noqa: PLC0415
    from diaban.spine.places.units import today  # noqa: PLC0415

    drawn = {
        "streets": MapKind.STREET,
        "water": MapKind.WATER,
        "water-areas": MapKind.WATER,
        "rails": MapKind.RAIL,
        "green": MapKind.GREEN,
    }
    if options.what in drawn:
        return list_drawn(drawn[options.what], areas=options.what == "water-areas")
    if options.what == "units":
        return list_units(today())
    if options.what == "coverage":
        return list_coverage(local_operator(), today())
    return _addresses(options)


def _addresses(options: argparse.Namespace):
    from diaban.exchange.exporting.addresses import (  # noqa: PLC0415 - after set-up
        ExportRequest,
        list_addresses,
    )
    from diaban.spine.addresses.models import Address  # noqa: PLC0415
    from diaban.spine.parties.models import local_operator  # noqa: PLC0415
    from diaban.spine.places.units import city_communes, today  # noqa: PLC0415
    from diaban.web.commands.faults import FaultError  # noqa: PLC0415

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
    return list_addresses(ExportRequest(actor, rows))
