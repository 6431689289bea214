"""People who act in Diaban, with the role that says what they may see and do."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AbstractUser
from django.db import models

from diaban.spine.parties.api_keys import ApiKey, ApiUsage
from diaban.spine.parties.invitations import Invitation
from diaban.spine.parties.organisations import Membership, Organisation, OrganisationSuccession

# found here by Django
__all__ = [
    "ApiKey",
    "ApiUsage",
    "Invitation",
    "Membership",
    "Organisation",
    "OrganisationSuccession",
]

LOCAL_OPERATOR = "local-operator"


class Role(models.TextChoices):
    """The roles of DESIGN §8; each comes with a territory."""

    DEPARTMENT = "department", "Sở / Department"
    COMMUNE = "commune", "Xã, phường / Commune"
    COLLECTOR = "collector", "Người thu thập / Collector"
    OPERATOR = "operator", "Đơn vị vận hành / Operator of a sector"
    AUDITOR = "auditor", "Kiểm tra / Auditor"
    API_CLIENT = "api_client", "Hệ thống / API client"
    PUBLIC = "public", "Công chúng / Public"


CITY_WIDE = frozenset({Role.DEPARTMENT, Role.AUDITOR})


class User(AbstractUser):
    """A person or a system that acts. Custom from the first migration, so that it can grow."""

    role = models.CharField(max_length=16, choices=Role.choices, default=Role.PUBLIC)
    is_administrator = models.BooleanField(default=False)
    joined_at = models.DateTimeField(null=True)

    @property
    def sees_whole_city(self) -> bool:
        return self.role in CITY_WIDE

    @property
    def administers(self) -> bool:
        """Whether they may invite people and give roles; the local operator begins with it."""
        return self.is_administrator or self.username == LOCAL_OPERATOR

    @property
    def is_local_operator(self) -> bool:
        return self.username == LOCAL_OPERATOR


def has_administrator() -> bool:
    """Say whether somebody can sign in who may let others in."""
    return User.objects.filter(
        is_administrator=True, is_active=True, joined_at__isnull=False
    ).exists()


def local_operator() -> User:
    """Return the actor of the command line and, until there is sign-in, of the loopback pages."""
    operator, _ = User.objects.get_or_create(
        username=LOCAL_OPERATOR,
        defaults={"role": Role.DEPARTMENT, "password": make_password(None)},
    )
    return operator
