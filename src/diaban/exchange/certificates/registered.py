"""The statement that the registry can certify of an address today."""

from __future__ import annotations

from datetime import date

from diaban.exchange.certificates.statement import Statement
from diaban.spine.addresses.certified import certified_since
from diaban.spine.addresses.models import Address
from diaban.spine.addresses.public_doors import mask_door
from diaban.spine.plates.printing import code_of


def statement_of(address: Address, issued_on: date) -> Statement | None:
    """Return what is certified of the address; None where its commune has not certified it."""
    since = certified_since(address)
    code, official = code_of(address)
    line = mask_door(address).public_line
    if since is None or not code or address.commune is None or not line:
        return None
    return Statement(
        identifier=address.identifier,
        code=code,
        basis="official" if official else "computed",
        line=line,
        commune=address.commune.full_name,
        commune_code=address.commune.code,
        certified_on=since.day,
        certified_at=since.at,
        issued_on=issued_on,
        synthetic=address.synthetic,
    )
