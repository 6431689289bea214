"""Find registered addresses by what somebody typed; one a line on standard input too."""

from __future__ import annotations

import argparse

from diaban.web.commands import address_lines

EXAMPLES = """\
examples:
  diaban search "9 ngach 68 ngo 53 cau giay"
  diaban search "12 Hàng Bôgn, P. Hoàn Kiếm"
  diaban search --json < addresses.txt > doors.ndjson
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    address_lines.add_text_arguments(parser)


def run(options: argparse.Namespace) -> int:
    from diaban.exchange.cleaning.searching import tell_search  # noqa: PLC0415 - after set-up
    from diaban.spine.parties.models import local_operator  # noqa: PLC0415
    from diaban.spine.places.units import today  # noqa: PLC0415
    from diaban.web.commands import building  # noqa: PLC0415

    building.prepare_database()
    building.prepare_places(download=False, quiet=True)
    actor = local_operator()
    return address_lines.answer_all(
        options,
        lambda text: tell_search(text, actor, today()),
        address_lines.write_search,
        lambda told: bool(told["candidates"]),
    )
