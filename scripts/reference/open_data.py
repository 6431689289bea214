"""The page of the open list's columns, from the table that the files are written by."""

from __future__ import annotations

from diaban.exchange.open_data.columns import COLUMNS
from diaban.exchange.open_data.tiles_file import DOOR_ZOOM, FIELDS, LEAST_ZOOM

HEAD = """\
# Columns of the open address list

The same columns stand in `addresses.csv` and `addresses.parquet`; the latter has `geometry`
besides, the point as WKB (GeoParquet 1.1). Those marked BAL are of France's exchange format [BAL
1.4](https://aitf-sig-topo.github.io/voies-adresses/), whose names are kept so that its tools read
the file; the others are ours. How to publish: [Publish open data](../how-to/publish-open-data.md).

| column | BAL | what stands there | nội dung |
|---|---|---|---|
"""
_LAYERS = {
    "density": "dots for how many doors lie there: `least` of them; `marked` 0 none, 1 some, 2 all "
    "certified",
    "counts": "a few numbers a tile: `total` doors, of which `marked` are certified",
    "doors": "each door",
}


def write_page() -> str:
    rows = [f"| `{c.name}` | {'✓' if c.of_bal else ''} | {c.en} | {c.vi} |" for c in COLUMNS]
    layers = [
        f"| `{name}` | {_zooms(name)} | {', '.join(f'`{f}`' for f in fields)} | {_LAYERS[name]} |"
        for name, fields in FIELDS.items()
    ]
    head = [
        "## Layers of addresses.pmtiles",
        "",
        "| layer | zoom | attributes | what |",
        "|---|---|---|---|",
    ]
    return HEAD + "\n".join([*rows, "", *head, *layers]) + "\n"


def _zooms(layer: str) -> str:
    return str(DOOR_ZOOM) if layer == "doors" else f"{LEAST_ZOOM}–{DOOR_ZOOM - 1}"
