"""How another hand writes the same address: the disturbances of the duplicate benchmark.

Each function takes a drawn chance and a true text and gives what a hurried, older or foreign list
would hold. None takes away what tells one door from its neighbours: numbers of houses, lanes and
flats change their form, never their value.
"""

from __future__ import annotations

import random
import re
import unicodedata

_TONES = (("òa", "oà"), ("óa", "oá"), ("ỏa", "oả"), ("õa", "oã"), ("ọa", "oạ"), ("òe", "oè"))
_TONES += (("óe", "oé"), ("ỏe", "oẻ"), ("ùy", "uỳ"), ("úy", "uý"), ("ủy", "uỷ"), ("ụy", "uỵ"))
_I_AND_Y = (("Lý", "Lí"), ("Mỹ", "Mĩ"), ("Kỳ", "Kì"), ("Quý", "Quí"), ("Sỹ", "Sĩ"), ("Hy", "Hi"))
_STREET_WORDS = ("đại lộ ", "quốc lộ ", "đường ", "phố ")
_SHORT_WORDS = {
    "phố ": ("P. ", "p.", "Phố ", "", ""),
    "đường ": ("Đ. ", "đ.", "Đường ", "đg ", ""),
    "quốc lộ ": ("QL ", "QL", "Quốc lộ "),
    "đại lộ ": ("ĐL ", "Đại lộ "),
}
_SHORT_NAMES = (("Nguyễn ", ("Ng. ", "Ng ", "ng.")), ("Trần ", ("Tr. ",)), ("Phạm ", ("Ph. ",)))
_VOWELS = "aeiouy"


def fold(text: str) -> str:
    """Write without diacritics, in lower case, spaces single: what a human compares by."""
    bare = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    bare = "".join(c for c in bare if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w]+", " ", bare).split())


def strip_diacritics(text: str) -> str:
    """Turn "Đường Láng" into "Duong Lang"."""
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in bare if not unicodedata.combining(c))


def bare_street(text: str) -> str:
    """Fold a street's name without the word that says what it is."""
    folded = fold(text)
    for word in ("dai lo ", "duong ", "pho "):
        if folded.startswith(word) and not folded.removeprefix(word).startswith("so "):
            return folded.removeprefix(word)
    return folded


def respell(text: str, draw: random.Random) -> str:
    """Move tone marks and swap i with y, as two schools of spelling do."""
    for first, second in (*_TONES, *_I_AND_Y):
        if first in text:
            text = text.replace(first, second)
        elif second in text and draw.random() < 0.5:
            text = text.replace(second, first)
    return text


def write_letters(text: str, draw: random.Random, may_lose_marks: bool = True) -> str:
    """Write the letters as another keyboard would: bare, respelt, decomposed, upper or lower."""
    chance = draw.random()
    if chance < 0.22 and may_lose_marks:
        text = strip_diacritics(text)
    elif chance < 0.40:
        text = respell(text, draw)
    elif chance < 0.48:
        text = unicodedata.normalize("NFD", text)
    chance = draw.random()
    if chance < 0.10:
        return text.upper()
    return text.lower() if chance < 0.22 else text


def abbreviate_street(text: str, draw: random.Random) -> str:
    """Write "P. Ng. Trãi" or "Trần Hưng Đạo" for "phố Nguyễn Trãi", "phố Trần Hưng Đạo"."""
    for word in _STREET_WORDS:
        if text.startswith(word) and not text.removeprefix(word).startswith("số "):
            text = draw.choice(_SHORT_WORDS[word]) + text.removeprefix(word)
            break
    for name, shorts in _SHORT_NAMES:
        if name in text and draw.random() < 0.15:
            text = text.replace(name, draw.choice(shorts), 1)
    return text


def mistype(text: str, draw: random.Random) -> str:
    """Make one slip in the letters after the first two: drop, double, swap or replace one."""
    places = [i for i in range(2, len(text) - 1) if text[i].isalpha() and text[i + 1].isalpha()]
    if not places:
        return text
    at = draw.choice(places)
    slip = draw.randrange(4)
    if slip == 0:
        return text[:at] + text[at + 1 :]
    if slip == 1:
        return text[:at] + text[at] + text[at:]
    if slip == 2 and text[at] != text[at + 1]:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    letters = _VOWELS if fold(text[at]) in _VOWELS else "bcdghklmnpqrstvx"
    return text[:at] + draw.choice([c for c in letters if c != fold(text[at])]) + text[at + 1 :]


def write_number(text: str, draw: random.Random) -> str:
    """Write 12A as "12 A" or "12a", 10-12 as "10 - 12", and now and then "Số 12"."""
    chance = draw.random()
    if re.fullmatch(r"\d+[A-Z]", text):
        forms = (text, text.lower(), f"{text[:-1]} {text[-1]}", f"{text[:-1]}-{text[-1]}")
        text = draw.choice(forms)
    elif "-" in text and chance < 0.4:
        text = text.replace("-", draw.choice((" - ", "–")))
    elif "bis" in text and chance < 0.4:
        text = text.replace(" bis", draw.choice(("bis", " Bis", " BIS")))
    chance = draw.random()
    return f"Số {text}" if chance < 0.06 else f"SN {text}" if chance < 0.09 else text


def lane_chain(lanes: str) -> tuple[str, ...]:
    """Read the lanes' numbers from the street inwards.

    >>> lane_chain("ngách 34, ngõ 78"), lane_chain("ngách 78/34")
    (('78', '34'), ('78', '34'))
    """
    if "/" in lanes:
        return tuple(re.findall(r"\d+\w*", lanes))
    return tuple(reversed(re.findall(r"\d+\w*", lanes)))


def write_lanes(chain: tuple[str, ...], draw: random.Random) -> str:
    """Write lanes inner first, outer first, as a chain with slashes or abbreviated."""
    words = draw.choice((("ngõ", "ngách", "hẻm"), ("ng.", "ngách", "hẻm"), ("Ngõ", "Ngách", "Hẻm")))
    pairs = [f"{word} {number}" for word, number in zip(words, chain, strict=False)]
    form = draw.randrange(4)
    if form == 0:
        return ", ".join(reversed(pairs))
    if form == 1:
        return " ".join(pairs)
    if form == 2:
        return f"{words[len(chain) - 1]} {'/'.join(chain)}"
    return " ".join(reversed(pairs))


def write_locality(text: str, draw: random.Random) -> str:
    """Write "TDP 12", "tổ 12"; "xóm 3 Đông Ngàn" for "xóm 3, thôn Đông Ngàn"."""
    group = re.fullmatch(r"(?:tổ dân phố số|tổ dân phố|TDP) (\d+)", text)
    if group:
        form = draw.choice(
            ("TDP {}", "TDP số {}", "tổ dân phố {}", "Tổ {}", "tdp{}", "Tổ dân phố số {}")
        )
        return form.format(group[1])
    chance = draw.random()
    if chance < 0.3:
        text = text.replace(", thôn ", " ")
    elif chance < 0.5:
        text = text.replace("xóm ", "X.").replace("thôn ", "T. ")
    return write_letters(text, draw)


def write_building(text: str, draw: random.Random, may_shorten: bool) -> str:
    """Write "CT2A KĐT Văn Quán" or, where the place is known, "CT2A" alone."""
    if draw.random() < 0.6:
        text = text.removeprefix("Tòa ")
    chance = draw.random()
    name, _, estate = text.partition(", ")
    if estate and chance < 0.12 and may_shorten:
        return name
    if chance < 0.45:
        text = text.replace("Khu đô thị", draw.choice(("KĐT", "KDT", "Khu ĐT")))
        text = text.replace("khu tập thể", draw.choice(("KTT", "TT")))
    elif chance < 0.6:
        text = text.replace("Khu đô thị ", "").replace("khu tập thể", "tập thể")
    if draw.random() < 0.4:
        text = text.replace(", ", draw.choice((" ", " - ")))
    return write_letters(
        text.replace("chung cư mini", draw.choice(("CCMN", "chung cư mini"))), draw
    )


def write_unit(text: str, draw: random.Random) -> str:
    """Write flat 1203 as P1203, Căn 12-03, 1203, P.12.03 or căn hộ 1203."""
    number = re.sub(r"\D", "", text)
    floor, room = number[:-2], number[-2:]
    forms = (f"P{number}", f"P.{number}", f"Căn {floor}-{room}", number, f"P.{floor}.{room}")
    return draw.choice((*forms, f"căn hộ {number}", f"Phòng {number}", f"Căn hộ số {number}"))
