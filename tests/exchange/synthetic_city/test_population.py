"""The density model against the populations that were published."""

import csv
import gzip
import unicodedata

import numpy as np
import pytest

from diaban.exchange.synthetic_city.communes import Commune
from diaban.exchange.synthetic_city.population import apportion, estimate_people

from .conftest import COMMUNES


def test_wards_are_denser_than_rural_communes_and_the_centre_denser_than_the_edge():
    people = estimate_people(COMMUNES)
    density = people / np.array([commune.area_km2 for commune in COMMUNES])
    assert density[:4].min() > density[4:].max()
    assert density[4] > density[5]


def test_apportioned_households_sum_to_the_total():
    assert apportion(np.array([1.0, 1.0, 1.0]), 100).tolist() == [34, 33, 33]
    assert apportion(np.array([0.2, 0.8]), 1).tolist() == [0, 1]


def read_published(path):
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if "Hà Nội" in unicodedata.normalize("NFC", row["tentinh"]):
                place = float(row["vido"]), float(row["kinhdo"])
                area = float(row["dientichkm2"])
                commune = Commune(row["ma"], row["loai"], row["tenhc"], *place, area)
                yield commune, float(row["dansonguoi"])


@pytest.mark.real_data
def test_modelled_populations_rank_much_as_the_published_ones_do(shared_data):
    path = shared_data / "admin-units" / "communes_2025_area_population_seat.csv.gz"
    communes, published = zip(*read_published(path), strict=True)
    modelled = estimate_people(communes)
    assert len(communes) == 126
    assert abs(modelled.sum() / sum(published) - 1) < 0.05
    ranks = [np.argsort(np.argsort(values)) for values in (modelled, np.array(published))]
    assert np.corrcoef(*ranks)[0, 1] > 0.5
    areas = np.array([commune.area_km2 for commune in communes])
    densities = [np.argsort(np.argsort(v / areas)) for v in (modelled, np.array(published))]
    assert np.corrcoef(*densities)[0, 1] > 0.9
