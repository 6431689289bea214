"""The look-up page: one box, one answer, the answer on the map."""

from __future__ import annotations

import io

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext_lazy as _

from diaban.spine.addresses.looking_up import look_up
from diaban.spine.places.units import today
from diaban.web.pages.answers import describe

LONGEST_QUESTION = 200
LONGEST_QR_TEXT = 300
EXAMPLES = (
    ("11024 2VH3 CM3", _("an address code")),
    ("21.0285, 105.8542", _("latitude, longitude")),
    ("Phường Trúc Bạch", _("a commune, new or old")),
)


def look_up_page(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:LONGEST_QUESTION]
    context: dict[str, object] = {"text": text, "as_of": today(), "examples": EXAMPLES}
    if text:
        answer = look_up(text, request.user, today())
        context |= describe(answer, text, request)
    template = "pages/_answer.html" if request.htmx else "pages/look_up.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    patch_cache_control(response, private=True, no_cache=True)
    return response


def qr_code(request: HttpRequest) -> HttpResponse:
    """Draw a text as a QR code; only this site's own pages ask for it."""
    text = request.GET.get("text", "")
    if not 0 < len(text) <= LONGEST_QR_TEXT:
        raise Http404
    drawing = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawing, kind="svg", border=3, xmldecl=False, svgclass=None, lineclass=None, omitsize=True
    )
    response = HttpResponse(drawing.getvalue(), content_type="image/svg+xml")
    patch_cache_control(response, private=True, max_age=86_400)
    return response
