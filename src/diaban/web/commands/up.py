"""Build the demonstration city if the registry is empty, then serve it on this machine."""

from __future__ import annotations

import argparse
import os
import shutil
import socket

from diaban.web.commands.faults import FaultError, no_permission
from diaban.web.commands.words import port_number, whole_number

EXAMPLES = """\
examples:
  ./run up                          200,000 synthetic households, then http://127.0.0.1:8000
  ./run up --households 2200000     the whole city's number (about 3 GB of disk)
  ./run up --empty                  no demonstration: your own data only
  ./run up --port 8080 --no-serve   build and code, do not serve
"""
_FREE_BYTES_PER_HOUSEHOLD = 1_500
_LEAST_FREE_BYTES = 300_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--households", type=whole_number, default=200_000, metavar="N")
    parser.add_argument("--seed", type=int, default=2021)
    parser.add_argument("--empty", action="store_true", help="no demonstration city")
    parser.add_argument("--offline", action="store_true", help="do not try the download")
    parser.add_argument("--port", type=port_number, default=8000)
    parser.add_argument("--workers", type=whole_number, default=2)
    parser.add_argument(
        "--batch", type=whole_number, default=50_000, metavar="N", help="rows a transaction"
    )
    parser.add_argument("--no-serve", action="store_true", help="build only")
    parser.add_argument("--no-code", action="store_true", help="leave the coding for later")
    parser.add_argument("--open", action="store_true", help="open the page in a browser")


def run(options: argparse.Namespace) -> int:
    from diaban.web.commands import demonstrating  # noqa: PLC0415 - Django must be set up first

    if not options.no_serve:
        require_free_port("127.0.0.1", options.port)
    _require_room(options.households)
    demonstrating.build(options)
    if options.no_serve:
        return 0
    _serve(options)
    return 0


def require_free_port(address: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except PermissionError:
            raise FaultError(
                f"Không được phép mở cổng {port}. Chọn cổng từ 1024 trở lên, ví dụ --port 8080.",
                f"Port {port} may not be opened. Choose one from 1024 up, such as --port 8080.",
            ) from None
        except OSError:
            raise FaultError(
                f"Cổng {port} đang có chương trình khác dùng. Chọn cổng khác: --port {port + 1}",
                f"Port {port} is taken by another program. Choose another: --port {port + 1}",
            ) from None


def _require_room(households: int) -> None:
    from diaban.web.installation import data_folder  # noqa: PLC0415

    folder = data_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise no_permission(folder) from None
    if not os.access(folder, os.W_OK):
        raise no_permission(folder)
    free = shutil.disk_usage(folder).free
    if free < _LEAST_FREE_BYTES:
        raise FaultError(
            f"Đĩa chỉ còn {free // 1_000_000} MB trống; cần ít nhất 300 MB.",
            f"Only {free // 1_000_000} MB of disk are free; at least 300 MB are needed.",
        )
    needed = households * _FREE_BYTES_PER_HOUSEHOLD
    if free < needed:
        raise FaultError(
            f"{households:,} hộ cần khoảng {needed // 1_000_000} MB; chỉ còn "
            f"{free // 1_000_000} MB. Giảm --households hoặc giải phóng đĩa.",
            f"{households:,} households need about {needed // 1_000_000} MB; "
            f"{free // 1_000_000} MB are free. Lower --households or free some disk.",
        )


def _serve(options: argparse.Namespace) -> None:
    from diaban.web.commands.serving import Server, become_server  # noqa: PLC0415 - only this needs it

    address = f"http://127.0.0.1:{options.port}/"
    told = (
        f"\nĐịa bàn: {address}\n"
        "Chỉ máy này truy cập được; cho máy khác: diaban serve. Ctrl+C để dừng.\n"
        "Only this machine can reach it; for others: diaban serve. Ctrl+C stops it."
    )
    opened = address if options.open else ""
    become_server(Server(options.port, options.workers, told, opened=opened))
