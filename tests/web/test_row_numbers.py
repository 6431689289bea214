"""Numbers in addresses that no row can have: no page, and no fault."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/problems/rejected/{}/", "/field/lots/{}/", "/plates/{}.svg"])
@pytest.mark.parametrize("number", [10**17, 2**63, 10**40])
def test_a_number_over_what_a_row_can_have_names_nothing(client, operator, path, number):
    assert client.get(path.format(number)).status_code == 404
