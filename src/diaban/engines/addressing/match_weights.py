"""The weights of the comparison, in natural logarithms; written by a script, not by hand."""

__all__ = ["WEIGHTS"]

WEIGHTS: dict[str, dict[str, float]] = {
    "none": {"": -1.0},
    "likely": {"": 1.0},
    "house": {
        "same": 3.0, "none": 2.0, "range": 1.0, "letter": -1.0, "not_asked": -1.0,
        "not_registered": -2.0, "differs": -6.0,
    },
    "lanes": {"same": 1.5, "none": 1.0, "turned": 0.0, "partly": -2.0, "differs": -6.0},
    "name": {
        "marks_agree": 2.0, "exact": 1.5, "marks_differ": -2.0, "one_slip": 0.0, "two_slips": -1.0,
        "initials": -0.5, "prefix": -0.5, "inner": -2.0, "other_kind": -2.0,
    },
    "locality": {"same": 1.0, "unknown": 0.0, "group_differs": -1.5, "hamlet_differs": -3.0},
    "building": {"same": 1.0, "unknown": 0.0, "differs": -3.0},
    "commune": {"named": 1.5, "candidate": 1.0, "not_said": 0.0, "elsewhere": -4.0},
    "former": {"same": 1.0, "unknown": 0.0, "differs": -1.0},
}  # fmt: skip
