"""Photos of a point: what they show, of which day, by whom; taken down, the reason stays."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from diaban.spine.places.units import today

_WHO = settings.AUTH_USER_MODEL
LONGEST_CAPTION = 160
LONGEST_REASON = 240


class PointPhotoQuerySet(models.QuerySet):
    def visible_to(self, actor) -> PointPhotoQuerySet:
        """Of the points in sight."""
        points = self.model._meta.get_field("point").related_model
        return self.filter(point__in=points.objects.visible_to(actor).values("pk"))

    def of_point(self, point) -> PointPhotoQuerySet:
        """Those of a point, and of rows that were found to be the same point."""
        return self.filter(models.Q(point=point) | models.Q(point__merged_into=point))

    def showing(self) -> PointPhotoQuerySet:
        return self.filter(taken_down_at__isnull=True, picture__isnull=False)


class PointPhoto(models.Model):
    """A photo of a point; the picture itself lies in the one store (`spine.fieldwork.photos`).

    ``caption`` says what is to be seen, to those too who do not see it. ``taken_on`` is the day
    that it shows, ``added_at`` when we got it. Taken down, its picture is deleted.
    """

    point = models.ForeignKey("post.Point", on_delete=models.PROTECT, related_name="photos")
    picture = models.OneToOneField(
        "fieldwork.Photo", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    caption = models.CharField(max_length=LONGEST_CAPTION)
    taken_on = models.DateField(default=today)
    added_by = models.ForeignKey(_WHO, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    taken_down_by = models.ForeignKey(_WHO, on_delete=models.PROTECT, null=True, related_name="+")
    taken_down_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True, default="")

    objects = PointPhotoQuerySet.as_manager()

    class Meta:
        ordering = ["-taken_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.point_id} {self.taken_on}: {self.caption}"
