"""The page of the sectors: what each of them declares, read from its modules."""

from __future__ import annotations

from collections.abc import Iterable

from diaban.spine.sectors import SectorConfig, declared, sectors

HEAD = """\
# Sectors: what each of them declares

What a sector is, and what it is given for all this: [the contract](../explanation/sectors.md).
To whom each page is open stands in [roles](roles.md).
"""


def write_page() -> str:
    return HEAD + "".join(_write(sector) for sector in sectors())


def _write(sector: SectorConfig) -> str:
    parts = [
        f"\n## `{sector.label}`\n\n{sector.title_en} / {sector.title_vi}. Field: {sector.field}.\n",
        _table("page | address | what one does there", (
            f"`{page.name}` | `/{sector.label}/{page.path}` | {page.does}"
            for page in _of(sector, "urls", "PAGES"))),
        _table("measure | version | what it counts | source", (
            f"`{one.name}` | {one.version} | {one.title_en} / {one.title_vi} | {one.source}"
            for one in _of(sector, "measures", "MEASURES"))),
        _table("layer | what it draws | classes", (
            f"`{one.name}` | {one.en} / {one.vi} | {', '.join(c.en for c in one.classes)}"
            for one in _of(sector, "layers", "LAYERS"))),
        *(_list(spec) for spec in _of(sector, "imports", "IMPORTS")),
        _table("work | when", [
            *(f"{job.en} (`{job.name}`) | when a page orders it"
              for job in _of(sector, "duties", "JOBS")),
            *(f"`{duty.name}` | once a day" for duty in _of(sector, "duties", "DAILY"))]),
    ]  # fmt: skip
    return "\n".join(part for part in parts if part)


def _list(spec) -> str:
    rows = (
        f"`{field.name}` | {field.en} / {field.vi} | {', '.join(field.headings)} |"
        f" {'yes' if field.required else ''}"
        for field in spec.fields
    )
    title = f"The list `{spec.name}`: {spec.en} / {spec.vi}.\n\n"
    return title + _table("field | what it is | headings in any spelling | necessary", rows)


def _of(sector: SectorConfig, module: str, name: str) -> list:
    return [one for owner, one in declared(module, name) if owner == sector]


def _table(head: str, rows: Iterable[str]) -> str:
    lines = [f"| {row} |" for row in rows]
    if not lines:
        return ""
    return "\n".join([f"| {head} |", "|---" * (head.count("|") + 1) + "|", *lines]) + "\n"
