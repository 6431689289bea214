"""The report as PDF, on A4 in the margins of Decree 30/2020/NĐ-CP, annex I."""

from __future__ import annotations

from dataclasses import asdict

from diaban.exchange.paper.typesetting import write_pdf, write_pngs
from diaban.exchange.reports.paper import COLUMNS, MOTTO, NATION, lay_out
from diaban.exchange.reports.reading import Report

TEMPLATE = "report.typ"


def report_pdf(report: Report) -> bytes:
    """Return the report as PDF/A-2u; what was closed gives the same file every time."""
    return write_pdf(TEMPLATE, _values(report), report.known_at.date(), archive=True)


def report_pngs(report: Report, dots_per_inch: float = 90) -> list[bytes]:
    return write_pngs(TEMPLATE, _values(report), dots_per_inch)


def _values(report: Report) -> dict[str, object]:
    paper = lay_out(report)
    return {
        **asdict(paper),
        "nation": NATION,
        "motto": MOTTO,
        "date_line": paper.date_line,
        "recipients": paper.recipients,
        "columns": [name for name, _ in COLUMNS],
        "widths": [width for _, width in COLUMNS],
    }
