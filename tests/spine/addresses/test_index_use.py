"""Questions about a whole city are answered from indexes: on SQLite the plan itself is read.

SQLite takes a partial index only where the query repeats its condition, and a
covering one only where nothing else is asked for; a harmless edit can undo either.
"""

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from diaban.engines import vpostcode
from diaban.spine.addresses import problems
from diaban.spine.addresses.coverage import MEASURES, coverage, coverage_rows
from diaban.spine.addresses.models import Address
from diaban.spine.addresses.problems import KINDS, problem_rows
from diaban.spine.addresses.viewport import doors_within, within
from diaban.spine.certification.readiness import progress, ready
from diaban.spine.places.models import Unit
from diaban.spine.places.units import LAST_THREE_TIER_DAY, today
from diaban.web.api.answering import DOORS_IN_CELL

INDEXES = {"official_differs": "address_official", "unclear_text": "address_unclear"}
KILOMETRE = vpostcode.Box(21.02, 105.85, 21.029, 105.86)


@pytest.fixture(autouse=True)
def on_sqlite(db: None) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL chooses its plans by statistics, which a test does not have")


def _plan(sql: str, parameters: object = ()) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
        return "\n".join(row[3] for row in cursor.fetchall())


def _plan_of(rows: QuerySet) -> str:
    return _plan(*rows.query.sql_with_params())


def test_a_code_is_looked_up_by_its_key_alone() -> None:
    assert "USING INDEX address_ground (okey=?)" in _plan(DOORS_IN_CELL, [1])


def test_a_viewport_reads_ranges_of_the_ground_index() -> None:
    plan = _plan_of(doors_within(Address.objects.everywhere("test"), KILOMETRE))
    assert "SEARCH addresses_address USING INDEX address_ground (okey>? AND okey<?)" in plan
    assert "SCAN" not in plan


def test_positions_of_a_viewport_need_no_row_of_the_table() -> None:
    rows = Address.objects.filter(within(KILOMETRE)).values_list("lat_e7", "lng_e7")
    assert "COVERING INDEX address_ground" in _plan_of(rows)


@pytest.mark.parametrize("kind", KINDS)
def test_the_work_list_is_counted_through_the_index_of_its_kind(kind) -> None:
    # with its parameters apart, as it is sent: a captured text would have them written in
    rows = problems._by_commune(problems._of_kind(Address.objects.everywhere("test"), kind))
    assert f"USING INDEX {INDEXES.get(kind, 'address_waiting')}" in _plan_of(rows)


@pytest.mark.parametrize("day", [today, lambda: LAST_THREE_TIER_DAY])
def test_coverage_is_counted_without_reading_an_address(day, operator, hanoi) -> None:
    with CaptureQueriesContext(connection) as seen:
        coverage(operator, day())
    plans = [_plan_of_text(query["sql"]) for query in seen if "COUNT(*)" in query["sql"]]
    assert plans
    assert all("USING COVERING INDEX address_" in plan for plan in plans)


def test_certification_is_counted_without_reading_an_address(operator, hanoi) -> None:
    with CaptureQueriesContext(connection) as seen:
        progress(operator)
    plans = [_plan_of_text(query["sql"]) for query in seen if "COUNT(*)" in query["sql"]]
    assert len(plans) == 1
    assert "USING COVERING INDEX address_" in plans[0]


def test_what_is_ready_in_a_commune_is_found_through_its_index(operator, hanoi) -> None:
    plan = _plan_of(ready(operator, Unit.objects.first())[:51])
    assert "address_coverage (commune_id=? AND code_state=?" in plan


@pytest.mark.parametrize("measure", MEASURES)
def test_a_page_of_the_whole_city_is_not_sorted_first(measure, operator, hanoi) -> None:
    plan = _plan_of(coverage_rows(operator, None, measure, today())[:51])
    assert "TEMP B-TREE" not in plan


def test_the_rows_behind_a_kind_are_found_through_its_index(operator) -> None:
    assert "address_waiting" in _plan_of(problem_rows(operator, "conflict")[:51])


def _plan_of_text(sql: str) -> str:
    """Plan a captured query, whose parameters Django has written into its text."""
    return _plan(sql.replace("%", "%%"))
