"""What commands stand on: tables, units, areas, codes. Each step repeats nothing."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from diaban.spine.addresses.coding import (
    BATCH,
    CodingIsRunningError,
    count_due,
    mark_all_due,
    run_coding,
)
from diaban.spine.addresses.search_entries import count_waiting, index_waiting
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
    # only a first start downloads, and every command waits for what is imported above
    from diaban.exchange.importing.boundaries import (  # noqa: PLC0415
        BoundaryRequest,
        import_boundaries,
    )
    from diaban.exchange.importing.official_download import (  # noqa: PLC0415
        download_official,
        read_manifest,
    )
    from diaban.exchange.importing.problems import InputError  # noqa: PLC0415

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
