"""Carry addresses to the communes of a day, today or any since 2018; all that are possible."""

from __future__ import annotations

import argparse

from diaban.web.commands import address_lines
from diaban.web.commands.evidence import ask_database

NEEDS_DATABASE = False
EXAMPLES = """\
examples:
  diaban convert "12 Trần Duy Hưng, phường Trung Hòa, quận Cầu Giấy, Hà Nội"
  diaban convert "phường Ba Đình, Hà Nội" --as-of 2025-06-30
  diaban convert --json < addresses.txt > communes.ndjson
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    address_lines.add_text_arguments(parser)
    parser.add_argument(
        "--as-of",
        type=address_lines.day,
        metavar="YYYY-MM-DD",
        help="the day whose communes are wanted, from 2018-01-01; today if absent",
    )


def run(options: argparse.Namespace) -> int:
    from diaban.exchange.cleaning import telling  # noqa: PLC0415 - help must not wait for it
    from diaban.spine.places.gazetteer import today_in_viet_nam  # noqa: PLC0415

    as_of = options.as_of or today_in_viet_nam()

    ask = ask_database(as_of)

    def tell(text: str) -> address_lines.Fields:
        address = telling.read_address(text)
        found = telling.convert_address(address, as_of, ask)
        return telling.tell_conversion(address, found, as_of)

    return address_lines.answer_all(
        options, tell, address_lines.write_conversion, lambda told: bool(told["candidates"])
    )
