"""The registry: addresses with a permanent identifier, and the observations they derive from."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from diaban.engines import vpostcode
from diaban.spine.addresses import identifiers
from diaban.spine.addresses.search_models import SearchEntry, SearchWay
from diaban.spine.append_only import AppendOnly
from diaban.spine.parties.territory import in_charge

# found here by Django
__all__ = ["SearchEntry", "SearchWay"]


class Life(models.IntegerChoices):
    """The life of an address (DESIGN §5); each step is an observation by somebody."""

    CANDIDATE = 1
    COLLECTED = 2
    NOTIFIED = 3
    CONFIRMED = 4
    CERTIFIED = 5
    RETIRED = 9


class PositionSource(models.IntegerChoices):
    """How a position was taken; pointed: by a person on our map, with no instrument."""

    UNKNOWN = 0
    GNSS = 1
    PLAN = 2
    IMAGERY = 3
    STREET = 4
    OPEN_MAP = 5
    POINTED = 6


class PostalQuality(models.IntegerChoices):
    """How sure the written address is; apart from how sure the position is."""

    ABSENT = 0
    PARTIAL = 1
    PARSED = 2
    MATCHED = 3
    CONFIRMED = 4


class CodeState(models.IntegerChoices):
    """Whether an address has its code, or what it waits for."""

    DUE = 0
    CODED = 1
    NO_POSITION = 2
    TOO_COARSE = 3
    OUTSIDE = 4
    CONFLICT = 5
    AREA_UNCERTAIN = 6
    NO_POSTAL_CODE = 7


class CodeBasis(models.IntegerChoices):
    """What the postal code in front of the tail rests on."""

    NONE = 0
    OFFICIAL_AREA = 1
    DECLARED = 2


def write_public_line(
    house_number: str, lanes: str, street: str, building: str, locality: str
) -> str:
    """Write house, lane, street and hamlet: what anybody may see; never the flat."""
    door = " ".join(part for part in (house_number, lanes) if part)
    return ", ".join(part for part in (door, street, building, locality) if part)


class AddressQuerySet(models.QuerySet):
    def visible_to(self, actor) -> AddressQuerySet:
        """Only the addresses within the actor's territory; the one place that decides this."""
        if actor.is_authenticated and actor.sees_whole_city:
            return self
        if not actor.is_authenticated:
            return self.none()
        return self.filter(in_charge(actor, "commune"))

    def everywhere(self, reason: str) -> AddressQuerySet:
        """All addresses, for work that belongs to no person; ``reason`` says which."""
        assert reason  # noqa: S101 - a reader must find why the scope was left
        return self

    def present(self) -> AddressQuerySet:
        """Without those that were merged into others, and those that nobody speaks of any more."""
        blank = dict.fromkeys(("house_number", "lanes", "street", "locality", "building"), "")
        return self.filter(merged_into__isnull=True).exclude(
            life=Life.RETIRED, okey__isnull=True, **blank
        )

    def households(self) -> AddressQuerySet:
        return self.filter(is_household=True).exclude(life=Life.RETIRED)


class Address(models.Model):
    """A door, a building or a flat. Its columns are derived from its observations.

    A building with several households has a row of its own and a row for each household, whose
    ``parent`` is the building: they share its position and so its code, and differ by ``unit``.
    """

    id = models.BigAutoField(primary_key=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="units", db_index=False
    )
    is_household = models.BooleanField(default=True)
    # as counted by somebody at the door; null: nobody has counted, which is not nought
    stated_households = models.PositiveSmallIntegerField(null=True)
    synthetic = models.BooleanField(default=False)
    house_number = models.CharField(max_length=40, blank=True, default="")
    lanes = models.CharField(max_length=160, blank=True, default="")
    street = models.CharField(max_length=120, blank=True, default="")
    locality = models.CharField(max_length=120, blank=True, default="")
    building = models.CharField(max_length=160, blank=True, default="")
    unit = models.CharField(max_length=40, blank=True, default="")
    declared_commune = models.ForeignKey(
        "places.Unit", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    declared_former = models.ForeignKey(
        "places.Unit", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    postal_quality = models.SmallIntegerField(
        choices=PostalQuality.choices, default=PostalQuality.ABSENT
    )
    lat_e7 = models.IntegerField(null=True)
    lng_e7 = models.IntegerField(null=True)
    accuracy_metres = models.FloatField(null=True)
    position_source = models.SmallIntegerField(
        choices=PositionSource.choices, default=PositionSource.UNKNOWN
    )
    okey = models.BigIntegerField(null=True)
    life = models.SmallIntegerField(choices=Life.choices, default=Life.CANDIDATE)
    official_code = models.CharField(max_length=12, blank=True, default="")
    digital_address = models.CharField(max_length=10, blank=True, default="")
    place_identifier = models.CharField(max_length=12, blank=True, default="")
    commune = models.ForeignKey(
        "places.Unit", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    former = models.ForeignKey(
        "places.Unit", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    former_is_certain = models.BooleanField(default=False)
    vpostcode = models.CharField(max_length=12, blank=True, default="")
    code_basis = models.SmallIntegerField(choices=CodeBasis.choices, default=CodeBasis.NONE)
    code_state = models.SmallIntegerField(choices=CodeState.choices, default=CodeState.DUE)
    # the address that answers for this one since both were found to be the same door
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    objects = AddressQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["okey", "lat_e7", "lng_e7"], name="address_ground"),
            models.Index(
                fields=["commune", "stated_households"],
                condition=Q(stated_households__isnull=False),
                name="address_counted",
            ),
            models.Index(
                fields=["commune", "code_state", "life", "is_household", "synthetic"],
                name="address_coverage",
            ),
            models.Index(
                fields=[
                    "former",
                    "former_is_certain",
                    "commune",
                    "code_state",
                    "life",
                    "is_household",
                ],
                name="address_former",
            ),
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="address_unit"),
            models.Index(fields=["id"], condition=Q(code_state=0), name="address_due"),
            models.Index(
                fields=["code_state", "commune"],
                condition=Q(code_state__gte=2),
                name="address_waiting",
            ),
            models.Index(
                fields=["commune", "former", "life", "is_household", "postal_quality"],
                condition=Q(postal_quality__lt=2),
                name="address_unclear",
            ),
            models.Index(
                fields=["official_code"], condition=~Q(official_code=""), name="address_official"
            ),
            models.Index(
                fields=["digital_address"],
                condition=~Q(digital_address=""),
                name="address_digital",
            ),
            models.Index(
                fields=["merged_into"],
                condition=Q(merged_into__isnull=False),
                name="address_merged",
            ),
        ]

    def __str__(self) -> str:
        return self.identifier

    @property
    def identifier(self) -> str:
        """The permanent identifier that people and other systems keep."""
        return identifiers.write(self.id)

    @property
    def position(self) -> tuple[float, float] | None:
        if self.lat_e7 is None or self.lng_e7 is None:
            return None
        return self.lat_e7 / 1e7, self.lng_e7 / 1e7

    @property
    def rests_on_declaration(self) -> bool:
        """Whether the postal code follows the declared commune, on approximate ground."""
        return self.code_basis == CodeBasis.DECLARED

    @property
    def sources(self) -> list[str]:
        """The names of those who know it under a key of their own."""
        return sorted({key.source for key in self.source_keys.all()})

    @property
    def tail(self) -> str:
        return vpostcode.tail_of_order_key(self.okey) if self.okey is not None else ""

    @property
    def is_withdrawn(self) -> bool:
        """Whether nothing that was ever said of it stands; its identifier stays taken."""
        gone = self.life == Life.RETIRED and self.merged_into_id is None
        return gone and self.position is None and not self.public_line

    @property
    def public_line(self) -> str:
        return write_public_line(
            self.house_number, self.lanes, self.street, self.building, self.locality
        )


class SourceKey(models.Model):
    """The name under which a source knows an address, and a digest of what it last said."""

    source = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="source_keys")
    digest = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="source_key")]

    def __str__(self) -> str:
        return f"{self.source}:{self.key}"


class Act(models.IntegerChoices):
    """What kind of statement an observation is; proposals and visits change nothing."""

    RECORD = 1
    CODING = 2
    LIFE = 3
    CORRECTION = 4
    WITHDRAWAL = 5
    MERGE = 6
    SPLIT = 7
    PROPOSAL = 8
    VISIT = 9


class Observation(AppendOnly):
    """Somebody's statement about an address, with two clocks. Never changed, never deleted.

    ``held_on`` is the day on which the facts held, ``learned_at`` the moment the registry learned
    them; ``facts`` is a JSON object with only the attributes that the statement speaks of.
    """

    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="observations")
    act = models.SmallIntegerField(choices=Act.choices)
    facts = models.TextField()
    held_on = models.DateField()
    learned_at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    run = models.ForeignKey(
        "runs.Run", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.held_on}"


class LapsedCode(models.Model):
    """A code that an address once had, so that an old plate still finds its door."""

    code = models.CharField(max_length=12, db_index=True)
    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="lapsed_codes")
    valid_to = models.DateField()
    run = models.ForeignKey(
        "runs.Run", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "address", "valid_to"], name="lapsed_code"),
        ]

    def __str__(self) -> str:
        return self.code


class OfAddressQuerySet(models.QuerySet):
    """Rows that belong to an address: who sees the address sees them."""

    def visible_to(self, actor) -> OfAddressQuerySet:
        if actor.is_authenticated and actor.sees_whole_city:
            return self
        return self.filter(address__in=Address.objects.visible_to(actor))


class CodeChange(models.Model):
    """What one coding run decided otherwise than the run before it about an address."""

    run = models.ForeignKey(
        "runs.Run", on_delete=models.CASCADE, related_name="code_changes", db_index=False
    )
    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="code_changes")
    commune_before = models.ForeignKey(
        "places.Unit", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    commune_after = models.ForeignKey(
        "places.Unit", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    code_before = models.CharField(max_length=12, blank=True, default="")
    code_after = models.CharField(max_length=12, blank=True, default="")

    objects = OfAddressQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["run", "commune_before", "commune_after"], name="code_change_of_run"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code_before or '–'} → {self.code_after or '–'}"


class RejectedRowQuerySet(models.QuerySet):
    """Rows of no known place: no territory can be asked of them, only who sent them."""

    def visible_to(self, actor) -> RejectedRowQuerySet:
        """All for who sees the whole city; otherwise the rows of the actor's own runs."""
        if not actor.is_authenticated:
            return self.none()
        return self if actor.sees_whole_city else self.filter(run__actor=actor)


class RejectedRow(models.Model):
    """A row that an import could not take: kept whole, with reasons, to correct and send again.

    ``taken_as`` is the source's key of the address that its first correction made, where the row
    has no identifier of its own.
    """

    run = models.ForeignKey("runs.Run", on_delete=models.CASCADE, related_name="rejected_rows")
    row_number = models.BigIntegerField()
    cells = models.JSONField()
    problems = models.JSONField()
    taken_as = models.CharField(max_length=80, blank=True, default="")

    objects = RejectedRowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "row_number"], name="rejected_row"),
        ]

    def __str__(self) -> str:
        return f"row {self.row_number}"


class Verdict(models.TextChoices):
    """What somebody decided about two addresses that may be one."""

    OPEN = "open"
    LATER = "later"
    MERGED = "merged"
    APART = "apart"


class DuplicateProposalQuerySet(models.QuerySet):
    def visible_to(self, actor) -> DuplicateProposalQuerySet:
        """Only the pairs of which the actor may see both."""
        if actor.is_authenticated and actor.sees_whole_city:
            return self
        seen = Address.objects.visible_to(actor).values("pk")
        return self.filter(first__in=seen, second__in=seen)

    def waiting(self) -> DuplicateProposalQuerySet:
        """Pairs that wait for a decision: both still stand for themselves."""
        return self.filter(
            state__in=(Verdict.OPEN, Verdict.LATER),
            first__merged_into__isnull=True,
            second__merged_into__isnull=True,
        ).exclude(Q(first__life=Life.RETIRED) | Q(second__life=Life.RETIRED))


class DuplicateProposal(models.Model):
    """Two addresses that may be one door, why, and what was decided; ``first`` is the older row."""

    first = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="+", db_index=False)
    second = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24)
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=Verdict.choices, default=Verdict.OPEN)
    run = models.ForeignKey(
        "runs.Run", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    found_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    decided_at = models.DateTimeField(null=True)

    objects = DuplicateProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair"),
            models.CheckConstraint(
                condition=Q(first__lt=models.F("second")), name="duplicate_order"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "kind", "-score", "id"], name="duplicate_list"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id}–{self.second_id} ({self.state})"


class Allocation(models.Model):
    """The next free address number; only ever grows, so an identifier is never used twice."""

    name = models.CharField(max_length=16, primary_key=True)
    next_number = models.BigIntegerField(default=1)

    def __str__(self) -> str:
        return self.name
