"""What a drawn feature is, and from which zoom of the map it is worth drawing.

OpenStreetMap's tags are read by its own documented values; a layer without such tags is read by
the words that Vietnamese offices use for streets.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

from diaban.spine.basemap.models import MapKind
from diaban.spine.places.names import fold_name

_HIGHWAYS = {
    "motorway": 6,
    "trunk": 7,
    "primary": 8,
    "secondary": 10,
    "tertiary": 12,
    "unclassified": 13,
    "residential": 13,
    "living_street": 14,
    "road": 14,
    "pedestrian": 14,
    "service": 15,
    "track": 15,
    "cycleway": 15,
    "footway": 16,
    "path": 16,
    "steps": 16,
    "corridor": 18,
}
_WATERWAYS = {"river": 9, "canal": 11, "stream": 13, "drain": 15, "ditch": 15}
_RAILWAYS = {"rail": 9, "light_rail": 11, "subway": 12, "monorail": 12, "tram": 13}
_GREEN = {
    "leisure": {"park", "garden", "golf_course", "nature_reserve"},
    "landuse": {"forest", "grass", "meadow", "cemetery", "recreation_ground", "village_green"},
    "natural": {"wood", "grassland", "wetland", "scrub"},
}
_WATER_AREAS = {"natural": {"water", "bay"}, "landuse": {"reservoir", "basin"}}
# what routing asks of a way
_KEPT = (
    "access", "bicycle", "bridge", "foot", "junction", "lanes", "layer", "maxspeed",
    "motor_vehicle", "motorcar", "motorcycle", "oneway", "oneway:motorcycle", "ref", "service",
    "surface", "tunnel", "width",
)  # fmt: skip
# the first word of a street's name, or of a column that says its class
_WORDS = {
    "cao toc": "motorway",
    "quoc lo": "trunk",
    "dai lo": "primary",
    "duong vanh dai": "primary",
    "vanh dai": "primary",
    "duong tinh": "secondary",
    "tinh lo": "secondary",
    "duong": "tertiary",
    "pho": "tertiary",
    "duong huyen": "tertiary",
    "duong xa": "unclassified",
    "duong thon": "residential",
    "duong lang": "residential",
    "ngo": "living_street",
    "ngach": "living_street",
    "kiet": "living_street",
    "hem": "service",
}
_WATER_WORDS = ("song", "ho", "kenh", "muong", "suoi", "dam", "nuoc", "thuy he", "water", "river")
_GREEN_WORDS = ("cong vien", "cay xanh", "vuon hoa", "rung", "park", "forest", "green")
_RAIL_WORDS = ("duong sat", "railway", "rail")


class MapClass(NamedTuple):
    """``first_zoom`` is that of a line; of a polygon it follows from its area."""

    kind: int
    category: str
    first_zoom: int


def classify_tags(tags: Mapping[str, str]) -> MapClass | None:
    """Return the class of a feature with OpenStreetMap's tags; None for what no map needs.

    >>> classify_tags({"highway": "primary_link"})
    MapClass(kind=MapKind.STREET, category='primary_link', first_zoom=10)
    >>> classify_tags({"highway": "construction"}) is None
    True
    """
    highway = tags.get("highway", "")
    if zoom := _HIGHWAYS.get(highway.removesuffix("_link")):
        is_link = highway.endswith("_link")
        return MapClass(MapKind.STREET, highway[:24], zoom + 2 * is_link)
    if zoom := _RAILWAYS.get(tags.get("railway", "")):
        return MapClass(MapKind.RAIL, tags["railway"], zoom)
    if zoom := _WATERWAYS.get(tags.get("waterway", "")):
        return MapClass(MapKind.WATER, tags["waterway"], zoom)
    if _has(tags, _WATER_AREAS) or tags.get("waterway") == "riverbank":
        return MapClass(MapKind.WATER, tags.get("water", "water")[:24] or "water", 13)
    for name, values in _GREEN.items():
        if tags.get(name) in values:
            return MapClass(MapKind.GREEN, tags[name], 13)
    return None


def classify_words(words: str, *, is_line: bool) -> MapClass | None:
    """Return the class that the words of an untagged layer tell: a class column, a name, a title.

    >>> classify_words("Ngõ 68 Cầu Giấy", is_line=True).category
    'living_street'
    >>> classify_words("Hồ Tây", is_line=False).kind
    MapKind.WATER
    """
    folded = fold_name(words)
    if _begins(folded, _RAIL_WORDS):
        return MapClass(MapKind.RAIL, "rail", _RAILWAYS["rail"])
    if _begins(folded, _WATER_WORDS):
        return MapClass(MapKind.WATER, "river" if is_line else "water", 11 if is_line else 13)
    if not is_line:
        return MapClass(MapKind.GREEN, "park", 13) if _begins(folded, _GREEN_WORDS) else None
    # the longest word that fits decides: "đường tỉnh" before "đường"
    for word in sorted(_WORDS, key=len, reverse=True):
        if _begins(folded, (word,)):
            return MapClass(MapKind.STREET, _WORDS[word], _HIGHWAYS[_WORDS[word]])
    return None


def plain_street() -> MapClass:
    """Return the class of a line that nobody has said anything about."""
    return MapClass(MapKind.STREET, "unclassified", _HIGHWAYS["unclassified"])


def area_first_zoom(km2: float) -> int:
    """Return the zoom from which an area is more than a few pixels wide.

    >>> area_first_zoom(5.0), area_first_zoom(0.002)
    (8, 14)
    """
    for zoom, least in ((6, 50.0), (8, 3.0), (10, 0.3), (12, 0.03)):
        if km2 >= least:
            return zoom
    return 14


def kept_tags(tags: Mapping[str, str]) -> str:
    """Return as JSON, in one order, what routing asks of a way.

    >>> kept_tags({"highway": "primary", "oneway": "yes", "note": "x"})
    '{"oneway": "yes"}'
    """
    kept = {name: tags[name] for name in _KEPT if tags.get(name)}
    return json.dumps(kept, ensure_ascii=False)


def _has(tags: Mapping[str, str], wanted: Mapping[str, set[str]]) -> bool:
    return any(tags.get(name) in values for name, values in wanted.items())


def _begins(folded: str, words: tuple[str, ...]) -> bool:
    return any(folded == word or folded.startswith(word + " ") for word in words)
