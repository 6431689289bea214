"""The ground that the map draws beneath the addresses: streets, water, rails, green."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class MapKind(models.IntegerChoices):
    """What a feature is; the map draws each kind in its own way."""

    STREET = 1
    WATER = 2
    RAIL = 3
    GREEN = 4


class MapSource(models.Model):
    """Who drew it, and the words that its licence wants to be shown with it."""

    name = models.CharField(max_length=40, unique=True)
    attribution = models.CharField(max_length=200, blank=True, default="")
    synthetic = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class MapFeatureQuerySet(models.QuerySet):
    def current(self) -> MapFeatureQuerySet:
        """Only what no later import has replaced and no undo has taken back."""
        return self.filter(ended_by__isnull=True)


class MapFeature(models.Model):
    """A street, a river, a lake: as one source drew it in one import.

    A changed feature is a new row; the old one is ended by the run that brought the change, so
    that taking the import back brings the old one back. ``geometry`` is WKB in WGS 84 longitude,
    latitude; ``tags`` keeps as JSON what routing needs (oneway, maxspeed, access, …);
    ``first_zoom`` is the zoom of the map from which the feature is worth drawing.
    """

    source = models.ForeignKey(MapSource, on_delete=models.PROTECT, related_name="features")
    key = models.CharField(max_length=80)
    kind = models.SmallIntegerField(choices=MapKind.choices)
    category = models.CharField(max_length=24)
    name = models.CharField(max_length=160, blank=True, default="")
    first_zoom = models.SmallIntegerField()
    tags = models.TextField(default="{}")
    geometry = models.BinaryField()
    west_e7 = models.IntegerField()
    south_e7 = models.IntegerField()
    east_e7 = models.IntegerField()
    north_e7 = models.IntegerField()
    digest = models.BigIntegerField()
    run = models.ForeignKey("runs.Run", on_delete=models.PROTECT, related_name="+")
    ended_by = models.ForeignKey("runs.Run", on_delete=models.PROTECT, null=True, related_name="+")

    objects = MapFeatureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "key"], condition=Q(ended_by__isnull=True), name="map_feature"
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.category} {self.key}"


class MapCell(models.Model):
    """A current feature under each cell of the tile grid (zoom 14) that it touches.

    A tile of the map is one range of ``cell`` (Morton order) for each ``first_zoom`` it shows.
    """

    feature = models.ForeignKey(MapFeature, on_delete=models.CASCADE, related_name="cells")
    cell = models.IntegerField()
    first_zoom = models.SmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["first_zoom", "cell", "feature"], name="map_cell")]

    def __str__(self) -> str:
        return f"{self.cell} from zoom {self.first_zoom}"
