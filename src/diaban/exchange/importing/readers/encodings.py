"""Saying what the bytes of a text that is not UTF-8 look like."""

from __future__ import annotations

import re

# a vowel followed by a floating tone mark: only Windows-1258 writes so
_WINDOWS_1258 = re.compile(rb"[AEIOUYaeiouy\xe2\xe3\xea\xf4\xf5\xfd][\xcc\xd2\xde\xec\xf2]")
# a vowel followed by a letter that stands for its mark and tone
_VNI = re.compile(
    rb"[AEIOUYaeiouy][\xd8\xd9\xdb\xd5\xcf\xc2\xc1\xc0\xf8\xf9\xfb\xf5\xef\xe2\xe1\xe0]"
)
# ă â ê ô ơ ư đ and the commonest toned vowels at their places in TCVN3
_TCVN3 = re.compile(rb"[\xa7-\xae\xb5-\xb9\xbb-\xbe\xc6-\xcb\xe8]")


def name_encoding(head: bytes) -> str:
    """Return the likeliest name of an encoding that is not UTF-8, for a message only."""
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"} or head.count(0) > len(head) // 4:
        return "UTF-16"
    scores = {
        "Windows-1258": len(_WINDOWS_1258.findall(head)),
        "VNI": len(_VNI.findall(head)),
        "TCVN3 (ABC)": len(_TCVN3.findall(head)),
    }
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] else "Windows-1252"
