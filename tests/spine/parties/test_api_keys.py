"""Keys of other systems: told once, ended at once, counted by all processes together."""

import json
import multiprocessing
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from diaban.spine.journal.models import Entry
from diaban.spine.parties import api_quotas
from diaban.spine.parties.api_clients import NotAClientError, find_or_add_client
from diaban.spine.parties.api_keys import (
    ApiKey,
    ApiUsage,
    KeyTerms,
    find_key,
    make_key,
    revoke_key,
)
from diaban.spine.parties.api_quotas import Limits, carry_usage, spend, spend_rows
from diaban.spine.parties.models import Membership, Role, User

NOON = datetime(2026, 3, 2, 5, tzinfo=UTC).timestamp()
LIMITS = Limits(per_minute=3, per_day=5, rows_per_day=100)


@pytest.fixture(autouse=True)
def quota_folder(settings, tmp_path):
    settings.QUOTA_FOLDER = tmp_path / "quotas"


@pytest.fixture
def terms():
    return KeyTerms(frozenset({"read"}), timezone.now() + timedelta(days=1))


def test_a_key_is_found_by_its_token_and_the_database_does_not_hold_it(operator, terms):
    client = find_or_add_client(operator, "buu-ta", "Bưu điện mẫu")
    key, token = make_key(operator, client, terms)
    assert find_key(token) == key
    kept = json.dumps([str(v) for v in ApiKey.objects.values().get().values()])
    assert token.rpartition("_")[2] not in kept
    assert key.prefix in token
    assert find_key(token[:-1]) is None
    assert find_key("") is None


def test_making_and_revoking_are_in_the_journal_without_the_token(operator, terms):
    key, token = make_key(operator, find_or_add_client(operator, "buu-ta"), terms)
    revoke_key(operator, key)
    revoke_key(operator, key)
    entries = Entry.objects.filter(subject=key.subject).order_by("pk")
    assert list(entries.values_list("act", flat=True)) == ["api_key.made", "api_key.revoked"]
    assert all(token.rpartition("_")[2] not in entry.facts for entry in entries)
    assert not ApiKey.objects.get().is_good


def test_a_key_ends_on_its_day(operator, terms):
    key, _ = make_key(operator, find_or_add_client(operator, "buu-ta"), terms)
    assert key.is_good
    key.expires_at = timezone.now()
    assert not key.is_good


def test_a_client_is_added_once_with_its_organisation_and_is_no_person(operator):
    first = find_or_add_client(operator, "buu-ta", "Bưu điện mẫu")
    again = find_or_add_client(operator, "buu-ta", "Bưu điện mẫu")
    assert (first, first.role) == (again, Role.API_CLIENT)
    assert not first.has_usable_password()
    assert Membership.objects.get().organisation.name == "Bưu điện mẫu"
    User.objects.create(username="lan", role=Role.COMMUNE)
    with pytest.raises(NotAClientError):
        find_or_add_client(operator, "lan")


# --- quotas -----------------------------------------------------------------------------------


def test_a_minute_lets_in_so_many_and_the_next_minute_again():
    told = [spend(1, LIMITS, NOON) for _ in range(4)]
    assert [s.exceeded for s in told] == ["", "", "", "minute"]
    assert [s.remaining for s in told] == [2, 1, 0, 0]
    assert told[3].reset == 60 - int(NOON) % 60
    assert spend(1, LIMITS, NOON + 60).exceeded == ""


def test_a_day_of_viet_nam_lets_in_so_many():
    for minute in range(5):
        assert spend(1, LIMITS, NOON + 60 * minute).exceeded == ""
    refused = spend(1, LIMITS, NOON + 600)
    assert (refused.exceeded, refused.remaining) == ("day", 0)
    assert spend(1, LIMITS, NOON + 600 + refused.reset - 1).exceeded == "day"
    assert spend(1, LIMITS, NOON + 600 + refused.reset).exceeded == ""
    # where the day changes: midnight in Viet Nam, 17 o'clock of Greenwich
    assert (int(NOON) + 600 + refused.reset) % 86_400 == 17 * 3_600


def test_keys_do_not_count_for_one_another():
    for _ in range(4):
        spend(1, LIMITS, NOON)
    assert spend(2, LIMITS, NOON).exceeded == ""


def test_rows_are_counted_as_a_whole_or_not_at_all():
    assert spend_rows(1, 60, LIMITS, NOON)
    assert not spend_rows(1, 41, LIMITS, NOON)
    assert spend_rows(1, 40, LIMITS, NOON)


def _spend_many(folder, number) -> int:
    from django.conf import settings
    from django.test import override_settings

    assert settings.configured
    with override_settings(QUOTA_FOLDER=folder):
        let_in = [spend(1, Limits(150, 10_000), NOON) for _ in range(number)]
    return sum(not one.exceeded for one in let_in)


def test_processes_together_let_in_exactly_the_quota(settings):
    context = multiprocessing.get_context("fork")
    # opened before the fork, as a server may have done
    spend(1, Limits(150, 10_000), NOON)
    with context.Pool(4) as pool:
        let_in = pool.starmap(_spend_many, [(settings.QUOTA_FOLDER, 60)] * 4)
    assert sum(let_in) == 149


def test_the_figures_of_the_day_before_and_of_today_reach_the_database(operator, terms):
    key, _ = make_key(operator, find_or_add_client(operator, "buu-ta"), terms)
    for _ in range(4):
        spend(key.pk, LIMITS, NOON)
    carry_usage()
    spend(key.pk, LIMITS, NOON + 86_400)
    spend_rows(key.pk, 7, LIMITS, NOON + 86_400)
    carry_usage()
    carry_usage()
    told = ApiUsage.objects.order_by("day").values_list("day", "requests", "refused", "rows")
    assert list(told) == [(date(2026, 3, 2), 3, 1, 0), (date(2026, 3, 3), 1, 0, 7)]
    assert [row.requests for row in api_quotas.read_usage(key, 30)] == [1, 3]


def test_a_lost_file_of_counters_does_not_lower_what_was_told(operator, terms, settings, tmp_path):
    key, _ = make_key(operator, find_or_add_client(operator, "buu-ta"), terms)
    for _ in range(3):
        spend(key.pk, LIMITS, NOON)
    carry_usage()
    settings.QUOTA_FOLDER = tmp_path / "elsewhere"
    spend(key.pk, LIMITS, NOON)
    carry_usage()
    assert ApiUsage.objects.get().requests == 3
