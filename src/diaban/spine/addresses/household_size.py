"""How many people a household of Hanoi has on average: for estimates alone, nobody is counted.

At the census of 1 April 2019 the city had 8,053,663 people (consosukien.vn, 3 September 2019) and
"over 2.2 million" households (english.hanoi.gov.vn, 13 July 2019): less than 3.66 people of each,
and more than 3.50, or it would have been 2.3 million. No source with the exact number of households
was at hand. The census' own mean for all of Viet Nam is 3.5 (gso.gov.vn, preliminary results).
"""

from __future__ import annotations

from datetime import date

from diaban.spine.figures.declaring import StandsFor

PEOPLE = StandsFor(
    mean=3.6,
    noun_vi="người",
    noun_en="people",
    of=date(2019, 4, 1),
    source_vi="Tổng điều tra dân số 1/4/2019, Hà Nội: 8.053.663 người, hơn 2,2 triệu hộ",
    source_en="Census of 1 April 2019, Hanoi: 8,053,663 people, over 2.2 million households",
)
