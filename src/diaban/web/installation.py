"""Where this installation keeps its data, and what is read from the environment."""

from __future__ import annotations

import contextlib
import os
import secrets
import sys
import tempfile
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

_UNUSABLE = 3  # the exit code for an environment that does not allow the work
PROJECT = Path(__file__).resolve().parents[3]


def data_folder() -> Path:
    """Return the folder of all that must be kept: database, key, stored indexes."""
    return Path(os.environ.get("DIABAN_DATA", PROJECT / "data"))


def secret_key() -> str:
    """Return the signing key, made at the first start and kept readable by its owner only."""
    given = os.environ.get("DIABAN_SECRET_KEY")
    if given:
        return given
    path = data_folder() / "secret_key"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make_key(path)
    return path.read_text()


def _make_key(path: Path) -> None:
    """Write the key and only then give it its name: who starts beside never reads half a key."""
    descriptor, draft = tempfile.mkstemp(prefix=f"{path.name}.", dir=path.parent)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    try:
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        Path(draft).unlink()


def public_names() -> list[str]:
    """Return the names by which other machines reach this one; none means loopback alone."""
    return [name for name in os.environ.get("DIABAN_NAMES", "").lower().split(",") if name]


def identity_providers() -> list[dict[str, object]]:
    """Return the OpenID Connect provider that signs people in, if the environment names one."""
    server = os.environ.get("DIABAN_OIDC_SERVER", "")
    if not server:
        return []
    return [
        {
            "provider_id": "sso",
            "name": os.environ.get("DIABAN_OIDC_NAME", "SSO"),
            "client_id": os.environ.get("DIABAN_OIDC_CLIENT", ""),
            "secret": os.environ.get("DIABAN_OIDC_SECRET", ""),
            "settings": {"server_url": server, "oauth_pkce_enabled": True},
        }
    ]


def identity_provider_origins() -> list[str]:
    parts = urlsplit(os.environ.get("DIABAN_OIDC_SERVER", ""))
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []


def open_data_licence() -> dict[str, str]:
    """Return the name and the address of the licence under which open data are published."""
    name = os.environ.get("DIABAN_OPEN_DATA_LICENCE", "")
    if name:
        return {"name": name, "url": os.environ.get("DIABAN_OPEN_DATA_LICENCE_URL", "")}
    return {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}


def largest_upload_megabytes() -> int:
    """Return how large one file to import may be; 4,096 if the environment says nothing sound."""
    said = os.environ.get("DIABAN_LARGEST_UPLOAD_MB", "")
    return int(said) if said.isascii() and said.isdigit() and int(said) else 4096


def is_behind_proxy() -> bool:
    """Say whether a proxy in front of the server ends TLS and tells the scheme it was asked by."""
    return os.environ.get("DIABAN_BEHIND_PROXY") == "1"


def trusted_proxies() -> int:
    """Return how many proxies of ours a request comes through; each adds whom it saw."""
    said = os.environ.get("DIABAN_PROXIES", "")
    return int(said) if said.isascii() and said.isdigit() and int(said) else 1


def visitor_requests_a_minute() -> int:
    """Return how much one machine may ask without a key in a minute; 0: as much as it likes."""
    said = os.environ.get("DIABAN_VISITOR_REQUESTS", "")
    return int(said) if said.isascii() and said.isdigit() else 600


def notice_days() -> int:
    """Return how many days a household has to answer a letter before its key expires."""
    return int(os.environ.get("DIABAN_NOTICE_DAYS", "30"))


def database_settings() -> dict[str, object]:
    """Return Django's database entry: SQLite in the data folder, or the URL's PostgreSQL."""
    url = os.environ.get("DIABAN_DATABASE_URL", "")
    if not url:
        return _sqlite(data_folder() / "diaban.sqlite3")
    return _postgresql(url)


def _sqlite(path: Path) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
                "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-64000; PRAGMA mmap_size=1073741824"
            ),
        },
    }


def _postgresql(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        print(
            "DIABAN_DATABASE_URL phải có dạng postgres://tên:mật-khẩu@máy:cổng/cơ-sở-dữ-liệu\n"
            "DIABAN_DATABASE_URL must look like postgres://user:password@host:port/database",
            file=sys.stderr,
        )
        raise SystemExit(_UNUSABLE)
    query = dict(parse_qsl(parts.query))
    host = query.pop("host", "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or host),
        "PORT": query.pop("port", str(parts.port or "")),
        "CONN_MAX_AGE": None,
        # sslmode and the like are libpq's; one it does not know stops the start
        "OPTIONS": query,
    }
