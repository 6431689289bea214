"""From an empty folder to a coded city: each step says what it does, and repeats nothing.

Only `up` builds one: other commands start without what the demonstration is made of.
"""

from __future__ import annotations

import argparse

from diaban.exchange.demonstration import (
    CityRequest,
    DemonstrationIsRunningError,
    build_demonstration,
    demonstration_is_due,
)
from diaban.exchange.demonstration_deliveries import deliveries_are_due, demonstrate_deliveries
from diaban.exchange.demonstration_field import demonstrate_field_work, field_work_is_due
from diaban.exchange.demonstration_handover import demonstrate_handover, handover_is_due
from diaban.exchange.demonstration_notices import demonstrate_letters, letters_are_due
from diaban.exchange.demonstration_sectors import demonstrate_sectors
from diaban.exchange.programme_2021 import load_programme, programme_is_loaded
from diaban.spine.addresses.coding import count_due
from diaban.spine.figures.computing import bring_up_to_date
from diaban.spine.parties.models import local_operator
from diaban.web.commands.building import code_addresses, prepare_database, prepare_places
from diaban.web.commands.faults import FaultError
from diaban.web.commands.progress import Progress


def build(options: argparse.Namespace) -> None:
    """Bring the data folder up to date; done work is not done again."""
    prepare_database()
    prepare_places(download=not options.offline)
    if not options.empty and demonstration_is_due():
        _build_demonstration(CityRequest(options.households, options.seed, options.batch))
    if not options.no_code and count_due():
        code_addresses(options.batch)
    if not options.empty and not options.no_code:
        _demonstrate_field_work(options.batch)
        _demonstrate_letters()
        _demonstrate_deliveries()
        _demonstrate_handover()
        _demonstrate_programme()
        _demonstrate_sectors()
    if not options.no_code:
        _bring_figures_up_to_date()


def _build_demonstration(request: CityRequest) -> None:
    title = "Thành phố trình diễn (số liệu giả lập) / synthetic city"
    step = Progress(title, request.households)
    try:
        run = build_demonstration(
            local_operator(), request, progress=lambda run: step.show(run.position)
        )
    except DemonstrationIsRunningError:
        raise FaultError(
            "Một tiến trình khác đang dựng thành phố trình diễn. Đợi nó xong rồi chạy lại.",
            "Another process is building the demonstration city. Let it finish, then run again.",
            exit_code=4,
        ) from None
    step.finish(f"{run.position:,}")


def _demonstrate_field_work(batch: int) -> None:
    if field_work_is_due():
        step = Progress("Thực địa trình diễn (giả lập) / synthetic field work")
        demonstrate_field_work(local_operator())
        step.finish()
        code_addresses(batch)


def _demonstrate_letters() -> None:
    if letters_are_due():
        step = Progress("Thư, chứng nhận trình diễn (giả lập) / synthetic letters, certification")
        demonstrate_letters()
        step.finish()


def _demonstrate_deliveries() -> None:
    if deliveries_are_due():
        step = Progress("Chuyển phát trình diễn (giả lập) / synthetic deliveries")
        demonstrate_deliveries(local_operator())
        step.finish()


def _demonstrate_handover() -> None:
    if handover_is_due():
        step = Progress("Bàn giao địa chỉ số trình diễn (giả lập) / synthetic handover")
        demonstrate_handover(local_operator())
        step.finish()


def _demonstrate_programme() -> None:
    if not programme_is_loaded():
        step = Progress("Chương trình trình diễn (giả lập) / demonstration programme")
        load_programme(local_operator())
        step.finish()


def _demonstrate_sectors() -> None:
    step = Progress("Các lĩnh vực trình diễn (giả lập) / synthetic sectors")
    demonstrate_sectors(local_operator())
    step.finish()


def _bring_figures_up_to_date() -> None:
    step = Progress("Số đo / figures")
    step.finish(f"{bring_up_to_date():,}")
