"""A row with more cells than headings loses none of them, and is refused until it is mended."""

import io
from collections.abc import Callable

from diaban.exchange.importing.pipeline import ImportRequest, run_import
from diaban.exchange.importing.rejects import write_rejected_csv
from diaban.spine.addresses.models import Address
from diaban.spine.runs.models import Run

HEAD = "mã,số nhà,phố\n"
Requests = Callable[..., ImportRequest]


def returned(run: Run) -> str:
    file = io.StringIO()
    write_rejected_csv(run, file)
    return file.getvalue().lstrip("\ufeff")


def test_surplus_cells_come_back_and_the_unmended_row_is_refused_again(request_for: Requests):
    first = run_import(request_for(HEAD + "A,12,ngõ 5, phố Hàng Bạc, gần chợ\n"))
    assert first.counts["rejected"] == 1
    text = returned(first)
    assert "ngõ 5" in text
    assert "phố Hàng Bạc" in text
    assert "gần chợ" in text
    again = run_import(request_for(text))
    assert again.counts["rejected"] == 1
    assert not Address.objects.exists()
