"""Public holidays of Viet Nam, 2019 to 2026, stated by hand from the yearly notices.

The law: Labour Code 2012 article 115, from 2021 Labour Code 2019 article 112 (two days at the
National Day). Where a holiday falls on a weekly rest day, the next working day is off instead
(article 111.3 of 2019, 110.2 and Decree 45/2013 before). Which days Tết takes is announced yearly:

* 2019: Government Office's dispatch 6519/VPCP-KGVX (2018): five days of Tết, 4 to 8 February
* 2020: notice of the Ministry of Labour as spread by the provinces (socongthuong.daklak.gov.vn,
  7 January 2020): seven days without a break, 23 to 29 January, the last two as compensation
* 2021: 10 to 16 February, compensation on 15 and 16; the National Day with 3 September
* 2022: dispatch 245/VPCP-KGVX (11 January 2022): 31 January to 4 February; compensations of the
  spring as listed by the consulate in Fukuoka (vnconsulate-fukuoka.org/vi/lich-nghi-le)
* 2023: the Deputy Prime Minister's consent, 20 to 26 January; 29 April to 3 May and 1 to 4
  September with their compensations (kinhtedothi.vn, 22 March 2023)
* 2024: dispatch 8662/VPCP-KGVX (3 November 2023): 8 to 14 February, 2 and 3 September
* 2025: dispatch 8726/VPCP-KGVX (26 November 2024), notice 6150/TB-BLĐTBXH: nine days from
  25 January on, of which Monday 27 to Friday 31 are the five of Tết
* 2026: Ministry of Home Affairs (vietnammedia.vnanet.vn, 17 October 2025): 16 to 20 February;
  27 April for the Hùng Kings on a Sunday (thanhnien.vn, 23 February 2026)

``UNSETTLED`` days are in no fixture: weekly rest days that a notice adds to Tết without their
being holidays; days that offices exchanged against a Saturday, which binds civil servants only
(submission 89/TTr-LĐTBXH of 2014, point 3); and 24 November 2026, a day off by a Party resolution
of which no notice was found.
"""

from __future__ import annotations

from datetime import date, timedelta


def _days(*spans: str) -> frozenset[date]:
    """'2024-02-08/14' is each day of the span, its end within the same month."""
    found: set[date] = set()
    for span in spans:
        first, _, last = span.partition("/")
        day = date.fromisoformat(first)
        until = day.replace(day=int(last)) if last else day
        while day <= until:
            found.add(day)
            day += timedelta(days=1)
    return frozenset(found)


TET = _days(
    *("2019-02-04/08", "2020-01-23/29", "2021-02-10/16", "2022-01-31", "2022-02-01/04"),
    *("2023-01-20/26", "2024-02-08/14", "2025-01-27/31", "2026-02-16/20"),
)
OTHERS = _days(
    *("2019-01-01", "2019-04-14/15", "2019-04-30", "2019-05-01", "2019-09-02"),
    *("2020-01-01", "2020-04-02", "2020-04-30", "2020-05-01", "2020-09-02"),
    *("2021-01-01", "2021-04-21", "2021-04-30", "2021-05-01", "2021-05-03", "2021-09-02/03"),
    *("2022-01-01", "2022-01-03", "2022-04-10/11", "2022-04-30", "2022-05-01/03"),
    *("2022-09-01/02", "2023-01-01/02", "2023-04-29/30", "2023-05-01/03"),
    *("2023-09-01/02", "2023-09-04", "2024-01-01", "2024-04-18", "2024-04-30", "2024-05-01"),
    *("2024-09-02/03", "2025-01-01", "2025-04-07", "2025-04-30", "2025-05-01", "2025-09-01/02"),
    *("2026-01-01", "2026-04-26/27", "2026-04-30", "2026-05-01", "2026-09-01/02"),
)
HOLIDAYS = TET | OTHERS
COMPENSATION = _days(
    *("2019-04-15", "2020-01-28/29", "2021-02-15/16", "2021-05-03", "2022-01-03", "2022-04-11"),
    *("2022-05-02/03", "2023-01-02", "2023-01-25/26", "2023-05-02/03", "2023-09-04"),
    *("2024-02-13/14", "2026-04-27"),
)

UNSETTLED = _days(
    *("2019-01-05", "2019-02-02/03", "2019-02-09/10", "2019-04-29", "2019-05-04"),
    *("2022-01-29/30", "2022-02-05/06", "2024-04-29", "2024-05-04"),
    *("2025-01-25/26", "2025-02-01/02", "2025-04-26", "2025-05-02"),
    *("2026-01-02", "2026-01-10", "2026-02-14/15", "2026-02-21/22", "2026-08-22", "2026-08-31"),
    "2026-11-24",
)
FIRST, LAST = date(2019, 1, 1), date(2026, 12, 31)
SETTLED = tuple(
    day
    for day in (FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1))
    if day not in UNSETTLED
)
