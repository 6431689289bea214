"""What measures and registers are called, in the language of the page."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from diaban.engines.measuring import Count
from diaban.spine.evidence.models import Register
from diaban.spine.figures.declaring import OWN_BY_LANGUAGE, OWN_DEFINITION, MeasureSpec, StandsFor
from diaban.web.templatetags.figures import number


def titled(one: MeasureSpec | Register) -> str:
    return one.title_vi if get_language() == "vi" else one.title_en


def noun_of(one: MeasureSpec | Register) -> str:
    """Return what one record of it is called: "hộ"."""
    return one.noun_vi if get_language() == "vi" else one.noun_en


def source_of(one: MeasureSpec | Register) -> str:
    """Return where the rule is written, or in one language that the definition is Diaban's own."""
    own = OWN_BY_LANGUAGE["vi" if get_language() == "vi" else "en"]
    return one.source.replace(OWN_DEFINITION, own)


def estimate_of(spec: MeasureSpec, records: int) -> str:
    """Write about how many people some households are, and by which source; "" for no such thing.

    The figure itself stays one of households.
    """
    stands = spec.stands_for
    if stands is None or not records:
        return ""
    about = _("≈ %(n)s %(noun)s") % {"n": _about(stands, records), "noun": _noun(stands)}
    return f"{about}; {_source_of(stands)}"


def estimate_of_count(spec: MeasureSpec, count: Count) -> str:
    """Write the same of what holds, of the known, and of those of whom nobody can tell."""
    stands = spec.stands_for
    if stands is None or not count.belonging:
        return ""
    told = [
        _("≈ %(n)s of ≈ %(of)s %(noun)s")
        % {
            "n": _about(stands, count.numerator),
            "of": _about(stands, count.denominator),
            "noun": _noun(stands),
        }
    ]
    if count.unknown:
        told.append(_("of ≈ %(n)s nobody can tell") % {"n": _about(stands, count.unknown)})
    return "; ".join([*told, _source_of(stands)])


def _about(stands: StandsFor, records: int) -> str:
    return number(stands.estimate(records))


def _noun(stands: StandsFor) -> str:
    return stands.noun_vi if get_language() == "vi" else stands.noun_en


def _source_of(stands: StandsFor) -> str:
    return _("an estimate, %(mean)s of each household (%(source)s)") % {
        "mean": number(stands.mean, 1),
        "source": stands.source_vi if get_language() == "vi" else stands.source_en,
    }
