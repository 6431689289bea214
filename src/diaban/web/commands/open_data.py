"""Open data: publish a version, list the versions, make a new file of an old one's difference."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from diaban.web.commands.words import whole_number

EXAMPLES = """\
examples:
  diaban open-data publish                 what the pages under /data/ show from then on
  diaban open-data publish --keep 30       every night from a timer; thirty versions stay
  diaban open-data list
  diaban open-data apply addresses.csv difference.csv new.csv      what others do with it
"""
_REASONS = {
    "heading": ("hai tệp không cùng bộ cột", "the two files do not have the same columns"),
    "order": ("các dòng không xếp theo mã", "the lines are not in the order of identifiers"),
    "word": ("dòng không bắt đầu bằng added, changed hay removed",
             "a line does not begin with added, changed or removed"),
    "missing": ("tệp cũ thiếu địa chỉ", "the old file lacks the address"),
    "present": ("tệp cũ đã có địa chỉ", "the old file has the address already"),
}  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True)
    publish = acts.add_parser("publish", help="write a version, unless nothing changed")
    publish.add_argument("--keep", type=whole_number, default=7, metavar="N", help="versions kept")
    publish.add_argument("--json", action="store_true", help="tell the manifest")
    acts.add_parser("list", help="the versions that stand")
    apply = acts.add_parser("apply", help="make the new CSV of the old one and its difference")
    apply.add_argument("old", type=Path, help="the CSV of the version named in the manifest")
    apply.add_argument("difference", type=Path, help="difference.csv of the new version")
    apply.add_argument("new", type=Path, help="where to")


def run(options: argparse.Namespace) -> int:
    if options.act == "apply":
        return _apply(options)
    if options.act == "list":
        return _list()
    return _publish(options)


def _publish(options: argparse.Namespace) -> int:
    from diaban.exchange.open_data.publishing import (  # noqa: PLC0415 - after set-up
        PublicationIsRunningError,
        publish,
    )
    from diaban.spine.addresses.models import Address  # noqa: PLC0415
    from diaban.spine.parties.models import local_operator  # noqa: PLC0415
    from diaban.spine.places.units import today  # noqa: PLC0415
    from diaban.spine.privacy.published_figures import publish_figures  # noqa: PLC0415
    from diaban.web.commands import building  # noqa: PLC0415
    from diaban.web.commands.faults import FaultError  # noqa: PLC0415
    from diaban.web.commands.progress import Progress  # noqa: PLC0415

    building.prepare_database()
    if not Address.objects.everywhere("is there anything to publish").exists():
        raise FaultError(
            "Sổ địa chỉ chưa có gì để công bố. Nhập trước: diaban import",
            "The registry holds nothing to publish. Import first: diaban import",
        )
    step = Progress("Dữ liệu mở / open data")
    try:
        done = publish(local_operator(), today(), options.keep, lambda run: step.show(run.position))
        figures = publish_figures(local_operator(), today())
    except PublicationIsRunningError:
        raise FaultError(
            "Một tiến trình khác đang công bố. Đợi nó xong.",
            "Another process is publishing. Let it finish.",
            exit_code=4,
        ) from None
    told = done.version.manifest
    new = "mới / new" if done.is_new else "không đổi / unchanged"
    step.finish(f"{done.version.name} ({new}): {told['rows']:,}, + {len(figures)} CSV")
    if options.json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        print(done.version.path)
    return 0


def _list() -> int:
    from diaban.exchange.open_data.versions import list_versions  # noqa: PLC0415

    found = list_versions()
    for version in found:
        told = version.manifest
        size = sum(one["bytes"] for one in told["files"])
        print(f"{version.name:<14} {told['rows']:>12,}  {size / 1e6:>10,.1f} MB")
    if not found:
        print("Chưa công bố bản nào. / Nothing has been published.", file=sys.stderr)
    return int(not found)


def _apply(options: argparse.Namespace) -> int:
    from diaban.exchange.open_data.csv_file import read_lines, write_lines  # noqa: PLC0415
    from diaban.exchange.open_data.differing import (  # noqa: PLC0415
        DifferenceError,
        apply_difference,
    )
    from diaban.exchange.open_data.versions import sha256_of  # noqa: PLC0415
    from diaban.web.commands.faults import FaultError  # noqa: PLC0415

    unfinished = options.new.with_name("part-" + options.new.name)
    try:
        lines = apply_difference(read_lines(options.old), read_lines(options.difference))
        write_lines(unfinished, lines)
        unfinished.replace(options.new)
    except FileNotFoundError as error:
        raise FaultError(
            f"Không có tệp {error.filename}", f"There is no file {error.filename}"
        ) from None
    except DifferenceError as error:
        vi, en = _REASONS[error.reason]
        raise FaultError(f"{vi} {error.key}".strip(), f"{en} {error.key}".strip()) from None
    finally:
        unfinished.unlink(missing_ok=True)
    print(f"{sha256_of(options.new)}  {options.new.name}")
    return 0
