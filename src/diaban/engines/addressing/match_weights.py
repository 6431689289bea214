"""The weights of the comparison, in natural logarithms.

Written by `scripts/fit_address_matching.py`.
"""

__all__ = ["WEIGHTS"]

WEIGHTS: dict[str, dict[str, float]] = {
    "none": {
        "": -4.02,
    },
    "likely": {
        "": 1.31,
    },
    "house": {
        "same": 9.78,
        "none": 2.00,
        "range": 0.94,
        "letter": -5.34,
        "not_asked": -1.00,
        "not_registered": -2.00,
        "differs": -11.41,
    },
    "lanes": {
        "same": 4.79,
        "none": 2.23,
        "turned": 1.81,
        "partly": -11.35,
        "differs": -6.00,
    },
    "name": {
        "marks_agree": 3.67,
        "exact": -1.01,
        "marks_differ": -2.00,
        "one_slip": -1.15,
        "two_slips": -2.03,
        "initials": -0.43,
        "prefix": 2.82,
        "inner": -5.01,
        "part": -2.99,
        "other_kind": -2.37,
    },
    "locality": {
        "same": 1.99,
        "unknown": 0.33,
        "group_differs": -5.85,
        "hamlet_differs": -3.00,
    },
    "building": {
        "same": 1.00,
        "unknown": -3.02,
        "differs": -3.00,
    },
    "commune": {
        "named": 0.44,
        "candidate": -0.47,
        "not_said": -3.18,
        "elsewhere": -11.03,
    },
    "former": {
        "same": -0.07,
        "unknown": 1.21,
        "differs": -4.15,
    },
}
