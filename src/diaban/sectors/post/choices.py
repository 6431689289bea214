"""What a post point can be, own and do: the closed lists, with their words in both languages."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What sort of point it is; ``KEY_ACCOUNTS`` serves contract customers and no passers-by."""

    UNKNOWN = "", _("kind not known")
    OFFICE = "office", _("post office")
    CULTURE_POINT = "culture_point", _("commune post and culture point")
    AGENCY = "agency", _("postal agency")
    KIOSK = "kiosk", _("postal kiosk")
    KEY_ACCOUNTS = "key_accounts", _("office for contract customers")


class Tenure(models.TextChoices):
    """By what right the point stands where it stands."""

    UNKNOWN = "", _("not known")
    OWN = "own", _("the operator's own house")
    COMMUNE = "commune", _("lent by the commune")
    RENTED = "rented", _("rented")
    AGENT = "agent", _("the agent's house")


class Service(models.TextChoices):
    LETTERS = "letters", _("letters of the universal service")
    PARCELS = "parcels", _("parcels and delivery")
    PRESS = "press", _("newspapers")
    MONEY = "money", _("money transfers and payments")
    PENSIONS = "pensions", _("pensions and allowances")
    PUBLIC_SERVICES = "public_services", _("public administrative services")
    INTERNET = "internet", _("public computers and Internet")
    READING = "reading", _("reading room")


class Resolution(models.IntegerChoices):
    """How near a point's written address was followed into the register of addresses."""

    NOTHING = 0, _("not found")
    COMMUNE = 1, _("down to the commune")
    STREET = 2, _("down to the street")
    ADDRESS = 3, _("down to the address")


class Decider(models.TextChoices):
    """Who followed it there."""

    NOBODY = "", _("nobody")
    MACHINE = "machine", _("found by itself")
    PERSON = "person", _("decided by a person")


class PositionFrom(models.TextChoices):
    """Whose position the point's is: as it was stated, or its address's."""

    NOWHERE = "", _("no position")
    STATED = "stated", _("its own position")
    ADDRESS = "address", _("its address's position")


# whom passers-by can go to; a point of unknown kind is neither counted in nor out
PUBLIC_KINDS = frozenset({Kind.OFFICE, Kind.CULTURE_POINT, Kind.AGENCY, Kind.KIOSK})
