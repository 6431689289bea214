"""Certificates: issue one for a door, publish the keys, check a text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from diaban.exchange.certificates.keys import KeyRing
from diaban.exchange.certificates.registered import statement_of
from diaban.exchange.certificates.statement import Statement, sign, write_moment
from diaban.exchange.paper.certificates import CertificatePaper, certificate_pdf
from diaban.spine.addresses.certified import certified_anew, withdrawn_identifiers
from diaban.spine.places.units import today
from diaban.web.installation import data_folder
from diaban.web.pages.door_page import Door, find_door
from diaban.web.public_site import public_site

AN_HOUR = 3600


def certificate_file(request: HttpRequest, identifier: str) -> HttpResponse:
    """Send the certificate of a door as PDF, signed today."""
    door, statement = _certified(identifier)
    site = public_site(request)
    link = f"{site.address}{reverse('certificate_check')}#{signed_text(statement)}"
    keys_at = f"{site.address}{reverse('certificate_keys')}"
    sample = statement.synthetic or not site.is_public
    paper = CertificatePaper(statement, link, keys_at, sample)
    name = f"certificate-{door.address.identifier}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    response = HttpResponse(certificate_pdf(paper), content_type="application/pdf", headers=headers)
    patch_cache_control(response, private=True, max_age=AN_HOUR)
    return response


def certificate_text(request: HttpRequest, identifier: str) -> HttpResponse:
    """Send the signed text alone, for programs."""
    return HttpResponse(signed_text(_certified(identifier)[1]), content_type="text/plain")


def _certified(identifier: str) -> tuple[Door, Statement]:
    door = find_door(identifier)
    statement = None if door.is_gone else statement_of(door.address, today())
    if statement is None:
        raise Http404
    return door, statement


def signed_text(statement: Statement) -> str:
    name, key = KeyRing.of(data_folder()).signing_key(today())
    return sign(statement, key, name)


def keys_file(request: HttpRequest) -> HttpResponse:
    """Publish the public keys with their history."""
    return _published(KeyRing.of(data_folder()).published(today()))


def withdrawn_file(request: HttpRequest) -> HttpResponse:
    """Publish which addresses that had certificates have none now, and which have newer ones."""
    anew = {identifier: write_moment(at) for identifier, at in certified_anew().items()}
    told = {"on": today().isoformat(), "withdrawn": withdrawn_identifiers(), "anew": anew}
    return _published(told)


def check_page(request: HttpRequest) -> HttpResponse:
    """Show the page that checks a certificate in the browser; the text stays on the phone."""
    words = {**_verdicts(), "fields": _fields()}
    context = {"words": json.dumps(words), "script": static("diaban/certificate.js")}
    return render(request, "pages/certificate_check.html", context)


def _published(told: Mapping[str, Any]) -> HttpResponse:
    response = JsonResponse(told)
    # keys are checked by programs of other sites and by saved pages
    response["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(response, public=True, max_age=AN_HOUR)
    return response


def _verdicts() -> dict[str, str]:
    return {
        "valid": _("The certificate is genuine."),
        "unreadable": _("This is no certificate of an address, or a part of it is missing."),
        "tampered": _("Not genuine: the text was changed after it was signed."),
        "unknown_key": _("Not genuine: it was signed with a key that this office never had."),
        "revoked_key": _("Not valid: the key that signed it was lost and counts no more."),
        "key_not_then": _("Not genuine: it is dated on a day when its key was not in use."),
        "withdrawn": _("Genuine, but the address has been withdrawn since."),
        "no_crypto": _("This browser cannot check signatures. Use a newer one."),
        "old_list": _("The list of withdrawn addresses could not be read."),
        "sample": _("Synthetic data: this certificate has no value."),
    }


def _fields() -> dict[str, str]:
    return {
        "line": _("Address"),
        "commune": _("Commune"),
        "code": _("Code"),
        "id": _("Identifier"),
        "certified": _("Certified on"),
        "issued": _("Issued on"),
        "kid": _("Key"),
    }
