"""From an empty folder to a coded city: each step says what it does, and repeats nothing."""

from __future__ import annotations

import argparse

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

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
from diaban.exchange.importing.boundaries import BoundaryRequest, import_boundaries
from diaban.exchange.importing.official_download import download_official, read_manifest
from diaban.exchange.importing.problems import InputError
from diaban.exchange.programme_2021 import load_programme, programme_is_loaded
from diaban.spine.addresses.coding import (
    BATCH,
    CodingIsRunningError,
    count_due,
    mark_all_due,
    run_coding,
)
from diaban.spine.addresses.search_entries import count_waiting, index_waiting
from diaban.spine.figures.computing import bring_up_to_date
from diaban.spine.parties.departments import load_departments
from diaban.spine.parties.models import local_operator
from diaban.spine.places.areas import areas_in_force, former_areas, unit_shapes
from diaban.spine.places.loading import load_tables
from diaban.spine.places.models import Boundary, Standing
from diaban.spine.places.units import LAST_THREE_TIER_DAY, today
from diaban.spine.runs.models import Run
from diaban.web.commands.faults import FaultError
from diaban.web.commands.progress import Progress
from diaban.web.installation import data_folder


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


def prepare_database() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        step = Progress("Cơ sở dữ liệu / database")
        call_command("migrate", verbosity=0, interactive=False)
        load_departments()
        step.finish()


def prepare_places(download: bool, quiet: bool = False) -> None:
    with transaction.atomic():
        changed = load_tables()
        if changed:
            mark_all_due()
    if changed:
        print("✓ Đơn vị hành chính, mã bưu chính / units and postal codes")
    if download and not Boundary.objects.filter(standing=Standing.OFFICIAL).exists():
        _try_download()
    if quiet:
        return
    step = Progress("Địa giới / areas")
    standing = areas_in_force(today()).standing
    former_areas()
    for day in (today(), LAST_THREE_TIER_DAY):
        unit_shapes(day)
    step.finish("chính thức / official" if standing == "official" else "gần đúng / approximate")


def _try_download() -> None:
    """Fetch the official polygons if there is a network; without one the areas approximate."""
    manifest = read_manifest()
    step = Progress("Tải địa giới chính thức / official boundaries", len(manifest.files))
    target = data_folder() / "downloads" / "official_boundaries.geojson"
    try:
        download_official(target, manifest, progress=lambda done, total: step.show(done))
    except InputError:
        step.finish("không tải được, dùng địa giới gần đúng / not reachable: approximate areas")
        return
    request = BoundaryRequest(target, manifest.source, local_operator(), manifest.valid_from)
    import_boundaries(request)
    step.finish()


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


def code_addresses(batch: int = BATCH) -> Run:
    """Run the coding with a bar, ``batch`` addresses a transaction; used by `up` and `code`."""
    step = Progress("Cấp mã / coding", count_due())
    try:
        run = run_coding(local_operator(), lambda run: step.show(run.position), batch)
    except CodingIsRunningError:
        raise FaultError(
            "Một tiến trình khác đang cấp mã. Đợi nó xong, hoặc 30 giây sau khi nó bị dừng.",
            "Another process is coding. Let it finish, or wait 30 s after it was stopped.",
            exit_code=4,
        ) from None
    step.finish(f"{run.position:,}")
    index_addresses()
    return run


def index_addresses() -> None:
    """Let a search find what bulk work left to a run."""
    waiting = count_waiting()
    if waiting:
        step = Progress("Mục lục tìm địa chỉ / search index", waiting)
        step.finish(f"{index_waiting(step.show):,}")
