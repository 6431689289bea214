"""The demonstration city's sectors: each shows itself on the city that stands."""

from __future__ import annotations

from diaban.spine.parties.models import User
from diaban.spine.sectors import module_of, sectors


def demonstrate_sectors(actor: User) -> None:
    """Let each sector that has a ``demo`` fill itself with made-up things, labelled as such.

    A sector that has shown itself before adds nothing.
    """
    for sector in sectors():
        demo = module_of(sector, "demo")
        if demo is not None:
            demo.demonstrate(actor)
