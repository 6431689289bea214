"""Open data: the versions, what is in them, and their files, for anybody and for programs."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from diaban.exchange.open_data import versions
from diaban.exchange.open_data.columns import COLUMNS
from diaban.exchange.open_data.dcat import write_catalogue
from diaban.exchange.open_data.figure_files import FigureFile, figure_files, find_figure_file
from diaban.exchange.open_data.versions import KINDS, Version
from diaban.spine.places.units import today
from diaban.web.byte_ranges import send_file

_A_DAY = 24 * 3600
_A_MINUTE = 60


@require_safe
def versions_page(request: HttpRequest) -> HttpResponse:
    """Show the newest version with its files, the older ones beneath it."""
    told = [_tell(version) for version in versions.list_versions()]
    newest = told[0] if told else None
    communes = [one for one in newest["communes"] if one["code"]] if newest else []
    context = {
        "newest": newest,
        "older": told[1:],
        "communes": sorted(communes, key=lambda one: (-_share(one), one["name"])),
        "columns": COLUMNS,
        "figures": [_tell_figures(file) for file in figure_files()],
        "latest": request.build_absolute_uri(
            reverse("open_data_file", args=["latest", versions.CSV])
        ),
    }
    return render(request, "pages/open_data.html", context)


@require_safe
def versions_file(request: HttpRequest) -> JsonResponse:
    """Tell programs which versions there are, the newest first, each with its manifest."""
    told = [
        {"version": v.name, "manifest": reverse("open_data_file", args=[v.name, "manifest.json"])}
        for v in versions.list_versions()
    ]
    return _for_anybody(JsonResponse({"versions": told}), _A_MINUTE)


@require_safe
def data_file(request: HttpRequest, version: str, name: str) -> HttpResponseBase:
    """Send a file of a version, or the part that is asked; `latest` leads to the newest."""
    found = versions.find_version(version)
    path = found and found.file(name)
    if found is None or path is None:
        raise Http404
    if version == "latest":
        there = redirect("open_data_file", version=found.name, name=name)
        return _for_anybody(there, _A_MINUTE)
    tag = found.digest_of(name) or f"{found.name}-{name}"
    response = send_file(request, path, KINDS[name], tag[:64])
    if not KINDS[name].startswith(("application/json", "text/plain")):
        response["Content-Disposition"] = f'attachment; filename="{found.name}-{name}"'
    return _for_anybody(response, 365 * _A_DAY)


@require_safe
def figures_file(request: HttpRequest, dataset: str) -> HttpResponse:
    """Send the month-ends of a measure or a register; nothing of few is in them."""
    found = find_figure_file(dataset)
    if found is None:
        raise Http404
    response = HttpResponse(found.content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{dataset}.csv"'
    response["ETag"] = f'"{found.sha256}"'
    return _for_anybody(response, _A_MINUTE)


@require_safe
def catalogue_file(request: HttpRequest) -> JsonResponse:
    """Tell programs what there is, as DCAT in JSON-LD: portals such as CKAN harvest it."""
    told = write_catalogue(
        request.build_absolute_uri, versions.find_version("latest"), figure_files(), today()
    )
    answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False})
    answer["Content-Type"] = "application/ld+json"
    return _for_anybody(answer, _A_MINUTE)


def _tell_figures(file: FigureFile) -> dict[str, Any]:
    title = file.title_vi if get_language() == "vi" else file.title_en
    return {"file": file, "title": title, "bytes": len(file.content)}


def _tell(version: Version) -> dict[str, Any]:
    """Return the manifest with the share of certified doors of each commune."""
    told = version.manifest
    communes = [{**one, "share": _share(one)} for one in told["communes"]]
    return {**told, "communes": communes, "share": _share(
        {"rows": told["rows"], "certified": told["certified_rows"]}
    )}  # fmt: skip


def _share(counts: dict[str, Any]) -> float:
    return counts["certified"] / counts["rows"] if counts["rows"] else 0.0


def _for_anybody(response: Any, seconds: int) -> Any:
    """Let pages of other sites read it, and caches keep it."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "Accept-Ranges, Content-Range, ETag"
    patch_cache_control(response, public=True, max_age=seconds)
    return response
