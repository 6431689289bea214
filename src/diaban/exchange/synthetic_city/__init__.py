"""Door that makes data: a synthetic Hanoi for demonstrations, labelled so in every row."""

from diaban.exchange.synthetic_city.city import SyntheticCity
from diaban.exchange.synthetic_city.communes import Commune, FormerCommune, Locate
from diaban.exchange.synthetic_city.rates import Rates
from diaban.exchange.synthetic_city.records import SCHEMA

__all__ = ["SCHEMA", "Commune", "FormerCommune", "Locate", "Rates", "SyntheticCity"]
