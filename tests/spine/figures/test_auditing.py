"""Figures are put right by looking again at records that chance chose."""

import json
from types import SimpleNamespace

import pytest
from tests.registry import MIDDLE, door, observe

from diaban.engines.measuring import Label, draw
from diaban.spine.addresses.coding import run_coding
from diaban.spine.figures.auditing import (
    FigureAuditError,
    asked_measures,
    correct,
    draw_audit,
    find_out,
    newest_findings,
)
from diaban.spine.figures.computing import bring_up_to_date
from diaban.spine.figures.declaring import find
from diaban.spine.figures.explaining import open_figure
from diaban.spine.figures.telling import tell_figures
from diaban.spine.journal.models import Entry
from diaban.spine.parties.models import Role, User
from diaban.spine.places.units import today

pytestmark = pytest.mark.usefixtures("official_hanoi")
NAMES = ("households-confirmed", "addresses-positioned")


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FIGURE_FOLDER = tmp_path


@pytest.fixture
def specs():
    return [find(name) for name in NAMES]


@pytest.fixture
def city(operator):
    """Two hundred doors: every other confirmed, every third without an accuracy; ten shops."""
    observe(*(
        door(f"d{n}", (MIDDLE[0] + n / 20_000, MIDDLE[1]), house_number=str(n), street="Hàng Bài",
             life="confirmed" if n % 2 else "candidate", is_household=n >= 10,
             accuracy_metres=5.0 if n % 3 else 25.0, position_source="gnss")
        for n in range(200)
    ))  # fmt: skip
    run_coding(operator)
    bring_up_to_date()


@pytest.fixture
def auditor():
    return User.objects.create(username="auditor", role=Role.AUDITOR)


def look_at_all(audit, actor, truth):
    """Look at every drawn record; ``truth`` says of a record and measure whether it holds."""
    for drawn in audit.records.all():
        asked = asked_measures(audit, drawn)
        find_out(drawn, {name: truth(drawn.record, name) for name in asked}, actor)


def corrected(audit):
    return correct([audit])[audit.pk]


def counted_as(specs, label):
    return {spec.name: set(open_figure(spec, today(), label, limit=500).ids) for spec in specs}


def test_an_audit_that_finds_everything_as_counted_leaves_the_share(city, specs, auditor):
    audit = draw_audit(specs, auditor, 0.05)
    held = counted_as(specs, Label.NUMERATOR)
    look_at_all(audit, auditor, lambda record, name: record in held[name])
    for found in corrected(audit):
        (told,) = tell_figures([found.spec], today())
        count = told.count
        assert (found.counted.numerator, found.counted.denominator) == (
            count.numerator, count.denominator)  # fmt: skip
        assert (found.wrong, found.untold, found.left) == (0, 0, found.drawn - found.looked_at)
        if not found.counted.unknown:
            assert found.interval.share == pytest.approx(found.counted.share)
        assert found.interval.low <= found.interval.share <= found.interval.high


def test_what_is_found_wrong_moves_the_share_and_the_interval_holds_the_truth(city, specs, auditor):
    """Of the confirmed a fifth turn out not to be: not a half then, but two fifths."""
    held = counted_as(specs, Label.NUMERATOR)
    false = {record for record in held["households-confirmed"] if record % 5 == 0}
    everything = len(held["households-confirmed"]) + len(
        counted_as(specs, Label.REST)["households-confirmed"]
    )
    truth = (len(held["households-confirmed"]) - len(false)) / everything
    audit = draw_audit(specs, auditor, 0.05)
    look_at_all(audit, auditor, lambda record, name: record in held[name] - false)
    confirmed = corrected(audit)[0]
    assert confirmed.wrong > 0
    assert confirmed.interval.low <= truth <= confirmed.interval.high
    assert confirmed.interval.share < confirmed.counted.share


def test_the_same_seed_draws_the_same_records_again(city, specs, auditor):
    audit = draw_audit(specs[:1], auditor, 0.1)
    said = json.loads(Entry.objects.get(act="figures.audit_drawn").facts)
    assert said["seed"] == audit.seed
    held = open_figure(specs[0], today(), Label.NUMERATOR, limit=500).ids
    stratum = next(n for n, one in enumerate(audit.strata) if one["labels"] == [Label.NUMERATOR])
    drawn = set(audit.records.filter(stratum=stratum).values_list("record", flat=True))
    again = draw([str(number) for number in held], len(drawn), audit.seed)
    assert {int(key) for key in again} == drawn


def test_a_record_that_does_not_belong_is_not_asked_about(city, specs, auditor):
    audit = draw_audit(specs, auditor, 0.05)
    shops = counted_as(specs, Label.EXCLUDED)["households-confirmed"]
    confirmed = corrected(audit)[0]
    assert len(shops) == 10
    assert confirmed.counted.belonging == 190
    outside = [n for n, one in enumerate(audit.strata) if one["labels"][0] == Label.EXCLUDED]
    asked_no_more = audit.records.filter(stratum__in=outside)
    assert {drawn.record for drawn in asked_no_more} <= shops
    assert all(asked_measures(audit, d) == ["addresses-positioned"] for d in asked_no_more)


def test_what_cannot_be_told_widens_the_bounds_and_counts_for_neither(city, specs, auditor):
    audit = draw_audit(specs, auditor, 0.05)
    held = counted_as(specs, Label.NUMERATOR)
    look_at_all(audit, auditor, lambda record, name: record in held[name])
    sure = corrected(audit)[0].interval
    asked = [d for d in audit.records.all() if "households-confirmed" in asked_measures(audit, d)]
    for drawn in asked[:20]:
        find_out(drawn, {"households-confirmed": None}, auditor)
    found = corrected(audit)[0]
    assert found.untold > 0
    assert found.interval.low < sure.low
    assert found.interval.high > sure.high


def test_before_anybody_looks_nothing_is_corrected(city, specs, auditor):
    assert [found.interval for found in corrected(draw_audit(specs, auditor, 0.05))] == [None, None]


def test_a_finding_is_corrected_by_a_newer_one_and_both_stay(city, specs, auditor):
    audit = draw_audit(specs[:1], auditor, 0.1)
    drawn = audit.records.first()
    find_out(drawn, {"households-confirmed": True}, auditor)
    find_out(drawn, {"households-confirmed": False}, auditor)
    assert drawn.findings.count() == 2
    assert newest_findings([audit])[drawn.pk, "households-confirmed"].holds is False


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda specs: ([], 0.05), "no_measures"),
        (lambda specs: ([specs[0], SimpleNamespace(table="posts")], 0.05), "several_tables"),
    ],
)
def test_what_cannot_be_drawn_says_why(city, specs, auditor, change, reason):
    with pytest.raises(FigureAuditError) as refused:
        draw_audit(*change(specs)[:1], auditor, change(specs)[1])
    assert refused.value.reason == reason


def test_who_reports_for_a_commune_draws_no_audit(city, specs):
    officer = User.objects.create(username="xa", role=Role.COMMUNE)
    with pytest.raises(FigureAuditError) as refused:
        draw_audit(specs, officer, 0.05)
    assert refused.value.reason == "no_standing"


def test_an_empty_registry_has_nothing_to_draw(specs, auditor):
    bring_up_to_date()
    with pytest.raises(FigureAuditError) as refused:
        draw_audit(specs, auditor, 0.05)
    assert refused.value.reason == "nothing_to_draw"


def test_a_finding_on_a_measure_that_was_not_drawn_is_refused(city, specs, auditor):
    drawn = draw_audit(specs[:1], auditor, 0.1).records.first()
    with pytest.raises(FigureAuditError) as refused:
        find_out(drawn, {"addresses-written": True}, auditor)
    assert refused.value.reason == "not_drawn"
