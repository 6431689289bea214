"""The demonstration city: labelled throughout, with every row accounted for."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings

from diaban.exchange.demonstration import (
    CityRequest,
    build_demonstration,
    demonstration_is_due,
)
from diaban.spine.addresses.models import Address, Observation, RejectedRow
from diaban.spine.parties.models import local_operator
from diaban.spine.places.loading import load_tables
from diaban.spine.places.models import HouseholdCount
from diaban.spine.runs.models import Run, State

FEW = CityRequest(households=500, seed=2021)
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker, index_folder) -> Iterator[Run]:
    """Built once for all tests of this module, in a transaction that is undone at their end."""
    stored = override_settings(INDEX_FOLDER=index_folder)
    with stored, django_db_blocker.unblock(), transaction.atomic():
        load_tables()
        assert demonstration_is_due()
        yield build_demonstration(local_operator(), FEW)
        transaction.set_rollback(True)


def test_everything_in_it_is_labelled_synthetic(city):
    everything = Address.objects.everywhere("a test looks at all")
    assert city.synthetic
    assert everything.filter(synthetic=False).count() == 0
    assert HouseholdCount.objects.filter(synthetic=False).count() == 0
    assert HouseholdCount.objects.exists()


def test_it_has_about_as_many_households_as_were_asked_for(city):
    households = Address.objects.everywhere("a test counts").households().count()
    assert 0.95 * FEW.households <= households <= 1.1 * FEW.households


def test_every_statement_in_it_has_an_actor_and_names_its_run(city):
    told = Observation.objects.all()
    assert told.exclude(actor=local_operator()).count() == 0
    assert told.exclude(run=city).count() == 0


def test_every_row_is_accounted_for(city):
    kept = Address.objects.everywhere("a test counts").count()
    assert city.state == State.DONE
    assert city.position == kept + RejectedRow.objects.filter(run=city).count()


def test_once_it_is_there_it_is_not_due_again(city):
    assert not demonstration_is_due()
