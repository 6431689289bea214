"""Install a sector for one test: what the site reads at its start is read again."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.template import engines
from django.test.utils import override_settings
from django.urls import clear_url_caches

from diaban.spine.figures.declaring import measures, tables
from diaban.web import access, urls
from diaban.web.sectors import layers
from diaban.web.sectors.pages import sector_addresses


@contextmanager
def installed(package: str) -> Iterator[None]:
    kept_rules, kept_addresses = dict(access.RULES), list(urls.urlpatterns)
    with override_settings(INSTALLED_APPS=[*settings.INSTALLED_APPS, package]):
        access.RULES |= access.sector_rules()
        known = {pattern.name for pattern in kept_addresses if hasattr(pattern, "name")}
        urls.urlpatterns += [one for one in sector_addresses() if one.name not in known]
        _forget()
        yield
    access.RULES.clear()
    access.RULES |= kept_rules
    urls.urlpatterns[:] = kept_addresses
    _forget()


def _forget() -> None:
    clear_url_caches()
    layers.forget_points()
    for kept in (measures, tables):
        kept.cache_clear()
    for loader in engines["django"].engine.template_loaders:
        loader.reset()


@pytest.fixture
def toy(db):
    with installed("tests.sectors.toy"):
        yield
