"""Serve beyond this machine: over TLS, with sign-in. Phones need it for work without a network.

Give your certificate, or put a proxy in front that has one, or let a certificate be made to try
the phone page in the office's own network.
"""

from __future__ import annotations

import argparse
import os
import ssl
from pathlib import Path

from diaban.web.commands.faults import FaultError
from diaban.web.commands.up import require_free_port
from diaban.web.commands.words import port_number, whole_number

EXAMPLES = """\
examples:
  diaban serve --name diaban.example.vn --certificate full.pem --key key.pem --port 443
  diaban serve --name diaban.example.vn --behind-proxy        TLS ends at nginx or Caddy
  diaban serve --name 192.168.1.20 --trial-certificate        to try phones in one room
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--name", action="append", required=True, help="how others reach it; may come again"
    )
    parser.add_argument("--port", type=port_number, default=8443)
    parser.add_argument("--address", default="0.0.0.0", help="where to listen")  # noqa: S104
    parser.add_argument("--workers", type=whole_number, default=2)
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument("--certificate", type=Path, metavar="FILE", help="PEM, the chain with it")
    how.add_argument("--behind-proxy", action="store_true", help="listen on 127.0.0.1 without TLS")
    how.add_argument("--trial-certificate", action="store_true", help="make one, of our own")
    parser.add_argument("--key", type=Path, metavar="FILE", help="PEM, without a password")


def run(options: argparse.Namespace) -> int:
    from diaban.web.commands import building  # noqa: PLC0415 - Django must be set up first
    from diaban.web.commands.serving import Server, become_server  # noqa: PLC0415

    names = [name.strip().lower() for name in options.name]
    address = "127.0.0.1" if options.behind_proxy else options.address
    require_free_port(address, options.port)
    certificate, key = _certificate(options, names)
    building.prepare_database()
    building.prepare_places(download=False, quiet=True)
    os.environ["DIABAN_NAMES"] = ",".join(names)
    if options.behind_proxy:
        os.environ["DIABAN_BEHIND_PROXY"] = "1"
    become_server(
        Server(
            options.port,
            options.workers,
            _told(options, names),
            address,
            _written(certificate),
            _written(key),
        )
    )


def _certificate(options: argparse.Namespace, names: list[str]) -> tuple[Path | None, Path | None]:
    if options.behind_proxy:
        return None, None
    if options.trial_certificate:
        from diaban.web.commands.trial_certificate import make_trial_certificate  # noqa: PLC0415
        from diaban.web.installation import data_folder  # noqa: PLC0415

        return make_trial_certificate(data_folder() / "trial-certificate", names)
    if options.key is None:
        raise FaultError(
            "Thiếu tệp khóa của chứng thư: thêm --key TỆP.",
            "The certificate's key is missing: add --key FILE.",
            exit_code=2,
        )
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(
            options.certificate, options.key, password=""
        )
    except ssl.SSLError:
        raise FaultError(
            "Chứng thư và khóa không khớp, hỏng, hoặc khóa có mật khẩu. Dùng tệp PEM, khóa không "
            "mật khẩu.",
            "Certificate and key do not belong together, are damaged, or the key has a password. "
            "Use PEM files, the key without a password.",
        ) from None
    return options.certificate, options.key


def _written(path: Path | None) -> str | None:
    return str(path.resolve()) if path else None


def _told(options: argparse.Namespace, names: list[str]) -> str:
    if options.behind_proxy:
        where = f"http://127.0.0.1:{options.port}/ (sau proxy / behind the proxy)"
    else:
        port = "" if options.port == 443 else f":{options.port}"
        where = " ".join(f"https://{name}{port}/" for name in names)
    told = f"\nĐịa bàn: {where}\nCtrl+C để dừng / stops it."
    if options.trial_certificate:
        from diaban.web.installation import data_folder  # noqa: PLC0415

        authority = data_folder() / "trial-certificate" / "authority.pem"
        told += (
            f"\nCài {authority} vào điện thoại thử (chứng thư CA), chỉ để thử.\n"
            f"Install {authority} on the phones that try it (a CA certificate); for trials only."
        )
    return told
