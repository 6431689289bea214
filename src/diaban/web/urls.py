"""Every address of the site."""

from __future__ import annotations

from django.urls import path, re_path

from diaban.web.api.v1 import api
from diaban.web.pages import (
    count_import,
    coverage,
    coverage_rows,
    health,
    language,
    look_up,
    map_data,
    problems,
    rejected,
)

urlpatterns = [
    path("", look_up.look_up_page, name="look_up"),
    path("qr.svg", look_up.qr_code, name="qr"),
    path("coverage/", coverage.coverage_page, name="coverage"),
    path("coverage/rows/", coverage_rows.rows_page, name="coverage_rows"),
    path("coverage/import/", count_import.import_page, name="count_import"),
    path("coverage/import/template.xlsx", count_import.template_file, name="count_template"),
    path("problems/", problems.problems_page, name="problems"),
    path("problems/rows/", problems.rows_page, name="problem_rows"),
    path("problems/rejected/<int:run>/", rejected.rejected_page, name="rejected"),
    re_path(
        r"^problems/rejected/(?P<run>\d{1,12})/rows\.(?P<ending>csv|xlsx)$",
        rejected.rejected_file,
        name="rejected_file",
    ),
    path("map/units.geojson", map_data.units, name="map_units"),
    path("map/addresses.geojson", map_data.addresses, name="map_addresses"),
    path("language/<str:code>/", language.switch, name="language"),
    path("api/v1/", api.urls),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]

handler404 = "diaban.web.pages.failures.not_found"
handler500 = "diaban.web.pages.failures.failed"
