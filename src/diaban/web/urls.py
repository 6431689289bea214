"""Every address of the site."""

from __future__ import annotations

from django.urls import path, re_path

from diaban.web.accounts import addresses as accounts
from diaban.web.api.v1 import api
from diaban.web.field import sync
from diaban.web.map import serving
from diaban.web.pages import (
    boundary_report,
    certificates,
    count_import,
    coverage,
    coverage_rows,
    door_page,
    duplicates,
    exports,
    health,
    import_runs,
    import_uploads,
    imports,
    journal,
    language,
    look_up,
    map_data,
    map_page,
    plates,
    problems,
    rejected,
)

urlpatterns = [
    path("", look_up.look_up_page, name="look_up"),
    path("complete/", look_up.completions, name="complete"),
    path("qr.svg", look_up.qr_code, name="qr"),
    path("coverage/", coverage.coverage_page, name="coverage"),
    path("coverage/rows/", coverage_rows.rows_page, name="coverage_rows"),
    path("coverage/import/", count_import.import_page, name="count_import"),
    path("coverage/import/template.xlsx", count_import.template_file, name="count_template"),
    path("problems/", problems.problems_page, name="problems"),
    path("problems/rows/", problems.rows_page, name="problem_rows"),
    path("duplicates/", duplicates.list_page, name="duplicates"),
    path("duplicates/batch/", duplicates.batch, name="duplicate_batch"),
    path("duplicates/decide/", duplicates.decide, name="duplicate_decide"),
    path("duplicates/split/", duplicates.part, name="duplicate_split"),
    path("problems/rejected/<int:run>/", rejected.rejected_page, name="rejected"),
    re_path(
        r"^problems/rejected/(?P<run>\d{1,12})/rows\.(?P<ending>csv|xlsx)$",
        rejected.rejected_file,
        name="rejected_file",
    ),
    path("import/", imports.import_page, name="import"),
    path("import/uploads/", import_uploads.begin, name="import_begin"),
    path("import/uploads/<str:token>/", import_uploads.piece, name="import_piece"),
    path("import/runs/<int:run>/", import_runs.run_page, name="import_run"),
    path("import/runs/<int:run>/pause/", import_runs.pause, name="import_pause"),
    path("import/runs/<int:run>/resume/", import_runs.go_on, name="import_resume"),
    path("import/runs/<int:run>/undo/", import_runs.undo_page, name="import_undo"),
    path("boundaries/<int:run>/", boundary_report.report_page, name="boundary_report"),
    path("boundaries/<int:run>/rows/", boundary_report.rows_page, name="boundary_rows"),
    path("import/<str:token>/", imports.file_page, name="import_file"),
    path("import/<str:token>/check/", imports.check_page, name="import_check"),
    path("import/<str:token>/take/", imports.take, name="import_take"),
    path("import/<str:token>/forget/", imports.forget, name="import_forget"),
    re_path(
        r"^export/(?P<what>[a-z-]{1,16})(?P<ending>\.[a-z]{3,7}(?:\.[a-z]{3})?)$",
        exports.export_file,
        name="export",
    ),
    path("map/units.geojson", map_data.units, name="map_units"),
    path("map/", map_page.map_page, name="map"),
    path("map/list/", map_page.list_page, name="map_list"),
    path("tiles/<slug:layer>/<int:z>/<int:x>/<int:y>.mvt", serving.tile_file, name="tile"),
    path("tiles/map.json", serving.map_facts, name="map_facts"),
    path("field/lots.json", sync.lots, name="field_lots"),
    path("field/lots/<int:number>.json", sync.lot, name="field_lot_file"),
    path("field/sync/", sync.sync, name="field_sync"),
    path("field/photos/<uuid:key>", sync.photo, name="field_photo"),
    *accounts.urlpatterns,
    path("journal/", journal.journal_page, name="journal"),
    re_path(r"^[pP]/(?P<identifier>[0-9A-Za-z-]{9,13})$", door_page.door_page, name="door"),
    path("p/<str:identifier>/report/", door_page.report, name="door_report"),
    path("p/<str:identifier>/step/", door_page.take_step, name="door_step"),
    path("p/<str:identifier>/certificate.pdf", certificates.certificate_file, name="certificate"),
    path(
        "p/<str:identifier>/certificate.txt", certificates.certificate_text, name="certificate_text"
    ),
    path("certificates/verify/", certificates.check_page, name="certificate_check"),
    path("certificates/key.json", certificates.keys_file, name="certificate_keys"),
    path("certificates/withdrawn.json", certificates.withdrawn_file, name="certificate_withdrawn"),
    path("plates/", plates.plates_page, name="plates"),
    path("plates/order/", plates.order, name="plate_order"),
    path("plates/print/", plates.print_run, name="plate_print"),
    path("plates/settle/", plates.settle, name="plate_settle"),
    path("plates/runs/<int:run>/", plates.run_page, name="plate_run"),
    re_path(
        r"^plates/runs/(?P<run>\d{1,12})/(?P<form>sheets|singles)\.pdf$",
        plates.run_file,
        name="plate_run_file",
    ),
    path("plates/<int:plate>.svg", plates.plate_file, name="plate_file"),
    path("language/<str:code>/", language.switch, name="language"),
    path("api/v1/", api.urls),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]

handler404 = "diaban.web.pages.failures.not_found"
handler500 = "diaban.web.pages.failures.failed"
