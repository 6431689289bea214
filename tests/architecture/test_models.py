"""What holds for every model: who acted, and that the migrations are complete."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from tests.hanoi import commune_of_postal_code
from tests.registry import address_of, door, observe

from diaban.spine.addresses.coding import run_coding
from diaban.spine.addresses.models import Address, Life, Observation
from diaban.spine.parties.models import Role, User
from diaban.spine.places.models import Charge
from diaban.spine.runs.models import Run


def test_the_migrations_are_complete(db):
    out = StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=out)


def test_the_user_model_is_our_own_from_the_first_migration():
    first = apps.get_app_config("parties").module
    assert User._meta.label == "parties.User"
    assert first.__name__ == "diaban.spine.parties"


@pytest.mark.parametrize("model", [Observation, Run])
def test_every_statement_and_every_run_needs_an_actor(model):
    actor = model._meta.get_field("actor")
    assert not actor.null
    assert actor.remote_field.on_delete.__name__ == "PROTECT"


def test_the_database_itself_refuses_a_statement_without_an_actor(db):
    with connection.cursor() as cursor:
        columns = {
            column.name: column.null_ok
            for column in connection.introspection.get_table_description(
                cursor, Observation._meta.db_table
            )
        }
    assert not columns["actor_id"]


# --- who sees what: the one place that decides ----------------------------------------------


@pytest.fixture
def two_communes(operator, official_hanoi):
    """A door in Hoàn Kiếm, one in Ba Đình, one nowhere."""
    observe(door("hk"), door("bd", (21.0368, 105.8346)), door("none", None))
    run_coding(operator)


def _seen_by(user: object) -> set[str]:
    visible = Address.objects.visible_to(user)
    return {key for key in ("hk", "bd", "none") if visible.filter(pk=address_of(key).pk).exists()}


def _with_charge(role: Role, *postal_codes: str) -> User:
    user = User.objects.create(username=str(role), role=role)
    for code in postal_codes:
        Charge.objects.create(user=user, unit=commune_of_postal_code(code))
    return user


def test_the_department_and_the_auditor_see_the_whole_city(two_communes):
    for role in (Role.DEPARTMENT, Role.AUDITOR):
        assert _seen_by(_with_charge(role)) == {"hk", "bd", "none"}


@pytest.mark.parametrize("role", [Role.COMMUNE, Role.COLLECTOR])
def test_officers_and_collectors_see_the_communes_in_their_charge(two_communes, role):
    assert _seen_by(_with_charge(role, "11024")) == {"hk"}


def test_several_communes_in_charge_are_seen_together(two_communes):
    assert _seen_by(_with_charge(Role.COMMUNE, "11024", "11120")) == {"hk", "bd"}


def test_the_city_in_charge_covers_its_communes(two_communes):
    user = User.objects.create(username="city", role=Role.COMMUNE)
    Charge.objects.create(user=user, unit=commune_of_postal_code("11024").parent)
    assert _seen_by(user) == {"hk", "bd"}


@pytest.mark.parametrize("role", [Role.COMMUNE, Role.COLLECTOR, Role.API_CLIENT, Role.PUBLIC])
def test_without_a_charge_nothing_is_seen(two_communes, role):
    assert _seen_by(_with_charge(role)) == set()


def test_the_unknown_visitor_sees_nothing(two_communes):
    from django.contrib.auth.models import AnonymousUser

    assert _seen_by(AnonymousUser()) == set()


def test_households_are_living_dwellings_and_no_buildings(operator, official_hanoi):
    observe(
        door("tower", is_household=False),
        {**door("flat", None), "parent_key": "tower"},
        door("gone", life="retired"),
    )
    living = Address.objects.visible_to(operator).households()
    assert [a.pk for a in living] == [address_of("flat").pk]
    assert address_of("gone").life == Life.RETIRED
