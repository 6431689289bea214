"""Read addresses into house, lanes, street, hamlet and units; one a line on standard input too."""

from __future__ import annotations

import argparse

from diaban.web.commands import address_lines

NEEDS_DATABASE = False
EXAMPLES = """\
examples:
  diaban parse "SN 9, ngách 4, ngõ 68/53 Cầu Giấy, p Quan Hoa"
  diaban parse --json < addresses.txt > parts.ndjson
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    address_lines.add_text_arguments(parser)


def run(options: argparse.Namespace) -> int:
    from diaban.exchange.cleaning import telling  # noqa: PLC0415 - help must not wait for it

    return address_lines.answer_all(
        options,
        lambda text: telling.tell_address(telling.read_address(text)),
        address_lines.write_address,
        lambda told: bool(told["components"]),
    )
