"""What the database knows of communes, for commands that also answer without one."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from diaban.engines.addressing import Evidence, ParsedAddress
    from diaban.exchange.cleaning.telling import Ask
    from diaban.spine.addresses.commune_evidence import CommuneEvidence


def ask_database(as_of: date) -> Ask:
    """Return what asks the database if there is one; it is opened at the first question."""

    @cache
    def known() -> CommuneEvidence | None:
        if not database_is_there():
            return None
        from diaban.spine.addresses.commune_evidence import CommuneEvidence  # noqa: PLC0415

        return CommuneEvidence(as_of)

    def ask(address: ParsedAddress) -> Iterable[Evidence]:
        opened = known()
        return opened.of(address) if opened else ()

    return ask


def database_is_there() -> bool:
    """Whether there is a database; it is then brought up to date, and none is made."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diaban.web.settings")
    import django  # noqa: PLC0415 - an address that its text decides needs no Django

    django.setup()
    from django.db import connections  # noqa: PLC0415

    database: Any = connections["default"]
    is_file = database.vendor == "sqlite" and not database.is_in_memory_db()
    if is_file and not Path(database.settings_dict["NAME"]).is_file():
        return False
    from diaban.web.commands import building  # noqa: PLC0415

    building.prepare_database()
    return True
