"""Photos of a point: on its page, and the page on which they are added and taken down."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diaban.sectors.post.models import Point, PointPhoto
from diaban.sectors.post.page_section import Section
from diaban.sectors.post.presence.roster import answers_for
from diaban.sectors.post.register.photos import (
    LARGEST_BYTES,
    MOST_SHOWN,
    PointPhotoError,
    Shown,
    add_photo,
    take_down,
)
from diaban.sectors.post.register.row_reading import read_day
from diaban.spine.fieldwork.photos import path_of
from diaban.spine.parties.access import DECIDING, OFFICE, Territory
from diaban.spine.parties.models import Role
from diaban.spine.places.units import today
from diaban.spine.sectors import Page, Screen

STYLE = "post/photos.css"
_SEEN_BY = OFFICE | {Role.OPERATOR}
# of the operators only who manages the point (`answers_for`)
_ADDED_BY = DECIDING | {Role.OPERATOR}
# around the picture stand its name and the form's other fields
_AROUND = 1 << 16
_TOO_LARGE = gettext_lazy(
    "The photo is too large: at most 8 MB and 8,000 pixels a side. Make it smaller, or send it "
    "from a phone: this page makes it smaller there."
)
_NO_PICTURE = gettext_lazy("This is no photo that can be taken: choose a JPEG, PNG or WebP file.")
REFUSALS = {
    "size": _TOO_LARGE,
    "type": _NO_PICTURE,
    "cut": gettext_lazy("The file is damaged or not whole. Choose it again."),
    "no_file": gettext_lazy("Choose a photo first."),
    "no_caption": gettext_lazy("Say what the photo shows, in a few words."),
    "day": gettext_lazy("The day is missing, cannot be read or lies in the future."),
    "full": gettext_lazy("There are 12 photos already. Take down one that is out of date first."),
    "no_reason": gettext_lazy("Write why the photo is taken down."),
    "taken_down": gettext_lazy("This photo was taken down meanwhile."),
    "not_answering": gettext_lazy("Only the office and who manages the point change its photos."),
}


def photo_section(request: HttpRequest, point: Point) -> Section:
    """Show a point's photos on its page."""
    shown = PointPhoto.objects.visible_to(request.user).of_point(point).showing()
    context = {
        "point": point, "photos": shown.select_related("picture", "added_by"),
        "may_add": answers_for(request.user, point) and not point.merged_into_id,
    }  # fmt: skip
    return Section("post/_photos.html", context, styles=(STYLE,))


@require_http_methods(["GET", "HEAD", "POST"])
def photos_page(request: HttpRequest, number: int) -> Screen | HttpResponse:
    point = _point(request, number)
    if request.method != "POST":
        return _screen(request, point)
    try:
        _add(request, point)
    except PointPhotoError as error:
        return _screen(request, point, error.reason)
    return redirect("post_point_photos", point.pk)


@require_POST
def down(request: HttpRequest, number: int) -> Screen | HttpResponse:
    photo = _photo(request, number)
    try:
        take_down(request.user, photo, request.POST.get("reason", "").replace("\0", ""))
    except PointPhotoError as error:
        return _screen(request, photo.point, error.reason)
    return redirect("post_point_photos", photo.point_id)


@require_safe
def picture(request: HttpRequest, number: int) -> HttpResponse:
    """Show a picture to who sees its point."""
    held = _photo(request, number).picture
    if held is None or not path_of(held).is_file():
        raise Http404
    answer = HttpResponse(path_of(held).read_bytes(), content_type=f"image/{held.kind}")
    answer["Cache-Control"] = "private, max-age=86400"
    return answer


def _add(request: HttpRequest, point: Point) -> None:
    sent = request.FILES.get("photo")
    if sent is None:
        raise PointPhotoError("no_file")
    if sent.size > LARGEST_BYTES:
        raise PointPhotoError("size")
    day = read_day(request.POST.get("taken_on", ""))
    if day is None:
        raise PointPhotoError("day")
    caption = request.POST.get("caption", "").replace("\0", "")
    add_photo(request.user, point, sent.read(), Shown(caption, day))


def _screen(request: HttpRequest, point: Point, refused: str = "") -> Screen:
    rows = PointPhoto.objects.visible_to(request.user).of_point(point)
    related = rows.select_related("picture", "added_by", "taken_down_by")
    context = {
        "point": point,
        "photos": related.showing(),
        "gone": related.filter(taken_down_at__isnull=False).order_by("-taken_down_at"),
        "may_add": answers_for(request.user, point),
        "refusal": REFUSALS.get(refused, ""),
        "given": request.POST,
        "today": today(),
        "largest": LARGEST_BYTES,
        "most": MOST_SHOWN,
    }
    return Screen(
        "post/photos.html", _("Photos of %(point)s") % {"point": point}, context,
        back=(reverse("post_point", args=[point.pk]), str(point)), synthetic=point.synthetic,
        scripts=("post/photos.js",), styles=(STYLE,), status=422 if refused else 200,
    )  # fmt: skip


def _point(request: HttpRequest, number: int) -> Point:
    point = Point.objects.visible_to(request.user).present().filter(pk=number).first()
    if point is None:
        raise Http404
    return point


def _photo(request: HttpRequest, number: int) -> PointPhoto:
    rows = PointPhoto.objects.visible_to(request.user).select_related("point", "picture")
    photo = rows.filter(pk=number).first()
    if photo is None:
        raise Http404
    return photo


PAGES = (
    Page("points/<row:number>/photos/", "post_point_photos", photos_page, _ADDED_BY,
         Territory.CHARGE, "add photos to a post point; of operators, its manager",
         largest_bytes=LARGEST_BYTES + _AROUND),
    Page("photos/<row:number>/", "post_point_photo", picture, _SEEN_BY, Territory.CHARGE,
         "a photo of a post point"),
    Page("photos/<row:number>/down/", "post_point_photo_down", down, _ADDED_BY, Territory.CHARGE,
         "take a photo of a post point down; of operators, its manager"),
)  # fmt: skip
