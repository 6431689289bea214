"""The addresses of the staff's page on a phone, and of what it fetches and sends."""

from __future__ import annotations

from diaban.sectors.post.presence import check_in_shell, check_in_sync
from diaban.spine.parties.access import ANYBODY, DECIDING, Territory
from diaban.spine.parties.models import Role
from diaban.spine.sectors import Page

STAFF = frozenset({Role.OPERATOR})
# the office looks at the page too, and stands in for who is ill
WHO_CHECKS_IN = STAFF | DECIDING
_OWN = Territory.OWN

PAGES: tuple[Page, ...] = (
    Page("check-in/", "post_check_in", check_in_shell.page, WHO_CHECKS_IN, _OWN,
         "the staff's page: come and go"),
    Page("check-in/hello.json", "post_check_in_hello", check_in_sync.hello, WHO_CHECKS_IN, _OWN,
         "one's own points, keys and record"),
    Page("check-in/device/", "post_check_in_enrol", check_in_sync.enrol_device, WHO_CHECKS_IN, _OWN,
         "enrol a phone's key"),
    Page("check-in/sync/", "post_check_in_sync", check_in_sync.sync, WHO_CHECKS_IN, _OWN,
         "send check-ins"),
    Page("check-in/photos/<slug:digest>", "post_check_in_photo", check_in_sync.photo,
         WHO_CHECKS_IN | {Role.AUDITOR}, Territory.CHARGE, "photos of check-ins"),
    # a browser asks for these two without a cookie, and they hold nothing of anybody
    Page("check-in/worker.js", "post_check_in_worker", check_in_shell.worker, ANYBODY,
         Territory.OPEN, "the program of the staff's page"),
    Page("check-in/app.webmanifest", "post_check_in_manifest", check_in_shell.manifest, ANYBODY,
         Territory.OPEN, "the program of the staff's page"),
)  # fmt: skip
