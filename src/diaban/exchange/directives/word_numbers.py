"""The numbers Word writes before paragraphs by itself: "I.", "1.2.", "a)", "-"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree import ElementTree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%(\d)")
_ROMANS = (
    (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"),
    (1, "I"),
)  # fmt: skip


@dataclass
class _Level:
    written: str = "-"
    form: str = "bullet"
    start: int = 1


@dataclass
class _List:
    levels: dict[int, _Level] = field(default_factory=dict)


class Numbering:
    """The lists of a document, counted on as their paragraphs come."""

    def __init__(
        self, numbering: ElementTree.Element | None, styles: ElementTree.Element | None
    ) -> None:
        self._lists = _lists(numbering)
        self._styles = _of_styles(styles)
        self._counts: dict[str, dict[int, int]] = {}

    def label(self, paragraph: ElementTree.Element) -> str:
        """Return what stands before a paragraph, "" where it is in no list."""
        place = self._place(paragraph)
        if place is None:
            return ""
        number, depth = place
        held = self._lists.get(number)
        if held is None:
            return ""
        level = held.levels.get(depth, _Level())
        if level.form == "none":
            return ""
        counts = self._counts.setdefault(number, {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]
        if level.form == "bullet":
            return "-"
        return _PLACE.sub(lambda found: self._count(held, counts, int(found[1]) - 1), level.written)

    def _count(self, held: _List, counts: dict[int, int], depth: int) -> str:
        level = held.levels.get(depth, _Level(form="decimal"))
        return _written(counts.get(depth, level.start), level.form)

    def _place(self, paragraph: ElementTree.Element) -> tuple[str, int] | None:
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return None
        own = _number_of(properties)
        if own is not None:
            return own
        style = properties.find(f"{W}pStyle")
        return self._styles.get(style.get(f"{W}val", "")) if style is not None else None


def _number_of(properties: ElementTree.Element) -> tuple[str, int] | None:
    number = properties.find(f"{W}numPr/{W}numId")
    depth = properties.find(f"{W}numPr/{W}ilvl")
    if number is None:
        return None
    return number.get(f"{W}val", ""), _whole(depth, 0)


def _whole(element: ElementTree.Element | None, otherwise: int) -> int:
    written = element.get(f"{W}val", "") if element is not None else ""
    return int(written) if written.isdigit() and len(written) < 6 else otherwise


def _of_styles(styles: ElementTree.Element | None) -> dict[str, tuple[str, int]]:
    found = {}
    for style in styles.iter(f"{W}style") if styles is not None else ():
        properties = style.find(f"{W}pPr")
        place = _number_of(properties) if properties is not None else None
        if place is not None:
            found[style.get(f"{W}styleId", "")] = place
    return found


def _lists(numbering: ElementTree.Element | None) -> dict[str, _List]:
    if numbering is None:
        return {}
    forms = {
        form.get(f"{W}abstractNumId", ""): _List(
            {_whole_attribute(level): _level(level) for level in form.iter(f"{W}lvl")}
        )
        for form in numbering.iter(f"{W}abstractNum")
    }
    found = {}
    for number in numbering.iter(f"{W}num"):
        form = number.find(f"{W}abstractNumId")
        key = form.get(f"{W}val", "") if form is not None else ""
        found[number.get(f"{W}numId", "")] = forms.get(key, _List())
    return found


def _whole_attribute(level: ElementTree.Element) -> int:
    written = level.get(f"{W}ilvl", "0")
    return int(written) if written.isdigit() and len(written) < 3 else 0


def _level(level: ElementTree.Element) -> _Level:
    form, written = level.find(f"{W}numFmt"), level.find(f"{W}lvlText")
    return _Level(
        written.get(f"{W}val", "") if written is not None else "",
        form.get(f"{W}val", "decimal") if form is not None else "decimal",
        _whole(level.find(f"{W}start"), 1),
    )


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMANS:
        while number >= value:
            written += letters
            number -= value
    return written


def _letter(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26)


_FORMS: dict[str, Callable[[int], str]] = {
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "decimalZero": lambda number: f"{number:02}",
}


def _written(number: int, form: str) -> str:
    return _FORMS.get(form, str)(min(max(number, 0), 9999))
