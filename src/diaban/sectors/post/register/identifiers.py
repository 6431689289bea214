"""The permanent identifier of a post point: opaque, never reused, with a check character.

Postal codes cannot serve: they belong to places and to some points, and are dated. It is written
as an address's identifier is, with letters in front, so that neither is taken for the other.
"""

from __future__ import annotations

from diaban.spine.addresses import identifiers

PREFIX = "BC-"


def write_identifier(number: int) -> str:
    """Write a point's row number as its identifier.

    >>> write_identifier(7).startswith("BC-")
    True
    """
    return PREFIX + identifiers.write(number)


def read_identifier(text: str) -> int:
    """Read an identifier back into a row number; IdentifierError where it is none.

    >>> read_identifier(write_identifier(7).lower())
    7
    """
    compact = "".join(text.upper().replace("-", "").split())
    if not compact.startswith("BC"):
        raise identifiers.IdentifierError("prefix")
    return identifiers.read(compact[2:])
