"""The look-up page: one box, one answer, the answer on the map."""

from __future__ import annotations

import io

import segno
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from diaban.engines import vpostcode
from diaban.spine.addresses.completing import Completion, complete
from diaban.spine.addresses.looking_up import look_up
from diaban.spine.places.units import today
from diaban.web.pages.answers import describe

LONGEST_QUESTION = 200
LONGEST_QR_TEXT = 300
EXAMPLES = (
    ("11024 2VH3 CM3", _("an address code")),
    ("21.0285, 105.8542", _("latitude, longitude")),
    ("Phường Trúc Bạch", _("a commune, new or old")),
    ("12 Hàng Bông, P. Hàng Gai, Q. Hoàn Kiếm", _("an address as it is written")),
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


def completions(request: HttpRequest) -> HttpResponse:
    """Answer an unfinished text with what it may become; asked for while somebody types."""
    text = request.GET.get("q", "").strip()[:LONGEST_QUESTION]
    found = complete(text, request.user, today())
    options = [{"text": one.text, "detail": _detail(one), "kind": one.kind} for one in found]
    response = JsonResponse({"q": text, "options": options})
    patch_cache_control(response, private=True, max_age=30)
    return response


def _detail(one: Completion) -> str:
    if one.kind == "street":
        told = ngettext("%(n)s address", "%(n)s addresses", one.count)
        return told % {"n": one.count}
    if one.kind == "nearest":
        return gettext("nearest number")
    return vpostcode.format_code(one.detail) if one.kind == "door" and one.detail else one.detail


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
