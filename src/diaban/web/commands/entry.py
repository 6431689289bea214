"""Choosing the command, and what its exit code means."""

from __future__ import annotations

import argparse
import importlib
import os
import sys

COMMANDS = {
    "up": "dựng thành phố trình diễn (lần đầu) và mở trang / build, then serve",
    "serve": "phục vụ máy khác qua TLS, có đăng nhập / serve other machines over TLS",
    "import": "nhập địa chỉ, địa giới, số hộ từ tệp / take in files",
    "code": "cấp mã Vpostcode cho các địa chỉ đang chờ / give addresses their codes",
    "imports": "các lần nhập: danh sách, hoàn tác / imports so far, and undoing one",
    "work": "làm những việc mà trang web giao / do what the pages order",
    "read": "đọc văn bản chỉ đạo ra nhiệm vụ / draft duties from a directive's text",
    "measure": "chỉ tiêu: danh sách, số liệu, các dòng đã đếm / measures, figures, their rows",
    "programme": "chương trình: nhiệm vụ nào chưa có gì đo / duties that nothing serves",
    "target": "mục tiêu của chương trình: đo được, khai báo, dự kiến / the programme's targets",
    "duplicates": "địa chỉ nghi trùng: tìm, gộp, tách / addresses that may be one door",
    "lookup": "tra mã, tọa độ, địa danh / look up codes, positions, places",
    "search": "tìm địa chỉ trong sổ theo cách người ta viết / find registered addresses",
    "parse": "tách địa chỉ viết thành các phần / read addresses into parts",
    "convert": "địa chỉ cũ sang phường, xã mới và ngược lại / communes of another day",
    "clean": "làm sạch danh sách địa chỉ: tách, phường xã nay / clean a list of addresses",
    "places": "đơn vị hành chính qua thời gian / units through time",
    "admin": "mời người quản trị, tạo lại liên kết / invite an administrator, make a new link",
    "person": "dữ liệu đang giữ về một người / everything held of one person",
    "retention": "dữ liệu giữ bao lâu, xóa khi quá hạn / what is kept how long, and deleting it",
    "journal": "nhật ký: kiểm chuỗi, đầu chuỗi / check the journal's chain, tell its head",
    "certificate": "chứng nhận địa chỉ: kiểm tra, khóa ký / check certificates, signing keys",
    "export": "xuất sổ địa chỉ / write the registry out",
    "handover": "bàn giao địa chỉ số: đối chiếu, tệp của xã / the Post's list, reconciled",
    "open-data": "công bố dữ liệu mở, đối chiếu hai bản / publish open data, apply a difference",
    "check": "kiểm tra cài đặt trước khi phục vụ máy khác / is it fit to serve others",
    "backup": "sao lưu toàn bộ, kiểm tra bản sao lưu / copy everything that must be kept",
    "startsector": "viết khung một lĩnh vực mới / write the skeleton of a new sector",
    "restore": "khôi phục từ bản sao lưu / bring a backup back",
}
_MODULES = {
    "import": "importing",
    "imports": "import_list",
    "export": "exporting",
    "open-data": "open_data",
}
EXIT_CODES = """\
exit codes:
  0  done, and nothing to report
  1  done, but something needs you: rejected rows, nothing found, a code that cannot exist
  2  the command was not understood
  3  the input or the environment does not allow it; nothing was changed
  4  another process is at the same work
"""


def main(arguments: list[str] | None = None) -> None:
    """Run one command and exit with its code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diaban.web.settings")
    words = sys.argv[1:] if arguments is None else arguments
    if not words or words[0] not in COMMANDS:
        _explain(words)
    module = importlib.import_module(f"diaban.web.commands.{_MODULES.get(words[0], words[0])}")
    parser = argparse.ArgumentParser(
        prog=f"diaban {words[0]}",
        description=module.__doc__,
        epilog=f"{module.EXAMPLES}\n{EXIT_CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    module.add_arguments(parser)
    options = parser.parse_args(words[1:])
    try:
        if getattr(module, "NEEDS_DATABASE", True):
            import django  # noqa: PLC0415 - some commands answer without it, and so sooner

            django.setup()
        code = module.run(options)
    except KeyboardInterrupt:
        print("\nĐã dừng; chạy lại sẽ làm tiếp. / Stopped; run again to continue.", file=sys.stderr)
        code = 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as error:
        from diaban.web.commands.faults import FaultError, translate_fault  # noqa: PLC0415

        fault = error if isinstance(error, FaultError) else translate_fault(error)
        if fault is None:
            raise
        print(fault, file=sys.stderr)
        code = fault.exit_code
    raise SystemExit(code)


def _explain(words: list[str]) -> None:
    lines = [f"  {name:<8} {summary}" for name, summary in COMMANDS.items()]
    text = "diaban <command> [--help]\n\n" + "\n".join(lines) + "\n\n" + EXIT_CODES
    asked = bool(words) and words[0] in {"-h", "--help", "help"}
    print(text, file=sys.stdout if asked else sys.stderr)
    raise SystemExit(0 if asked else 2)
