"""What is only ever added to: the database refuses the rest, whoever asks."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from diaban.spine.append_only import AppendOnly
from diaban.spine.evidence.models import Evidence, Register
from diaban.spine.guarded_tables import guard_tables, guarded_tables, lift_guards
from diaban.spine.places.models import Level, Unit

GUARDED_APPS = ("journal", "evidence", "figures", "programme", "post")


def tables():
    models = [model for app in GUARDED_APPS for model in apps.get_app_config(app).get_models()]
    kept = [model for model in models if issubclass(model, AppendOnly)]
    joined = [field.remote_field.through for model in kept for field in model._meta.many_to_many]
    return sorted(model._meta.db_table for model in [*kept, *joined])


@pytest.fixture
def evidence(operator):
    unit = Unit.objects.filter(level=Level.COMMUNE).first()
    register = Register.objects.create(
        key="points", title_vi="Điểm", title_en="Points", noun_vi="điểm", noun_en="points",
        source="x", opened_at="2026-01-01T00:00Z", opened_by=operator,
    )  # fmt: skip
    return Evidence.objects.create(
        register=register, unit=unit, held_on="2026-01-01", numerator=1, denominator=2,
        learned_at="2026-01-02T00:00Z", actor=operator,
    )  # fmt: skip


@pytest.mark.django_db
def test_no_migration_has_lost_the_guard_of_an_append_only_table():
    assert len(tables()) >= 12
    assert set(tables()) - guarded_tables(connection) == set()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE evidence_evidence SET numerator = 2",
        "UPDATE evidence_evidence SET note = note",
        "DELETE FROM evidence_evidence",
    ],
)
@pytest.mark.usefixtures("official_hanoi")
def test_the_database_refuses_by_the_name_of_the_table(evidence, statement):
    with (
        pytest.raises(DatabaseError, match="evidence_evidence is append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Evidence.objects.get().numerator == 1


@pytest.mark.usefixtures("official_hanoi")
def test_a_migration_that_must_lifts_the_guard_and_sets_it_again(evidence):
    lift_guards(connection, ["evidence_evidence"])
    assert "evidence_evidence" not in guarded_tables(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE evidence_evidence SET note = 'x'")
    guard_tables(connection, ["evidence_evidence"])
    guard_tables(connection, ["evidence_evidence"])
    assert "evidence_evidence" in guarded_tables(connection)
