"""What an address keeps when it is written out and read again."""

from diaban.engines.addressing import Gazetteer, ParsedAddress, parse, render

NAMES = ("street", "building", "block", "floor", "flat", "hamlet", "group", "area")


def kept(address: ParsedAddress) -> dict[str, object]:
    """Return the parts that writing out must keep; how certain they are may grow by it."""
    return {
        "doors": address.doors,
        "places": {place.key for place in address.places},
        **{name: getattr(address, name).lower() for name in NAMES},
    }


def is_stable(text: str, gazetteer: Gazetteer) -> bool:
    """Whether a text is read alike once written out, and then written in the same way."""
    first = parse(text, gazetteer)
    written = render(first, gazetteer)
    again = parse(written, gazetteer)
    return kept(again) == kept(first) and render(again, gazetteer) == written
