"""The department of 2021 and who has its fields since: what is known, and what is left open.

Sources: the ministry of information and communications ended on 1 March 2025; telecoms, post and
information technology went to science and technology, network security to public security, press
and grassroots information to culture. For the city's own bodies only the merger of the department
into science and technology is known to us, not its resolution, and not who has network security
and the press: these stay unknown until a named person assigns them.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from diaban.spine.parties.organisations import Field, Organisation, OrganisationSuccession

DEPARTMENT_OF_2021 = "Sở Thông tin và Truyền thông Hà Nội"
SCIENCE_AND_TECHNOLOGY = "Sở Khoa học và Công nghệ Hà Nội"
_MERGED_ON = date(2025, 3, 1)
_CLAUSE = "Hợp nhất 1/3/2025 (theo bộ; chờ đối chiếu nghị quyết của thành phố)"
_PASSED = (Field.POST, Field.TELECOM, Field.DIGITAL, Field.INDUSTRY)


@transaction.atomic
def load_departments() -> None:
    """Write the two bodies and what passed between them, once; what people assigned stays."""
    old, _ = Organisation.objects.get_or_create(
        name=DEPARTMENT_OF_2021, defaults={"valid_to": _MERGED_ON, "source": _CLAUSE}
    )
    new, _ = Organisation.objects.get_or_create(
        name=SCIENCE_AND_TECHNOLOGY, defaults={"source": _CLAUSE}
    )
    for field in _PASSED:
        OrganisationSuccession.objects.get_or_create(
            predecessor=old,
            successor=new,
            field=field,
            on=_MERGED_ON,
            defaults={"clause": _CLAUSE},
        )
