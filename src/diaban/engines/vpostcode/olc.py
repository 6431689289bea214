"""Open Location Code, the whole standard: the ground under the scheme.

Any length from 2 to 15 digits, padding, validity, short codes. Written from the public
specification; held to its official vectors and to the reference implementation 1.0.1,
whose rounding rule this project pins (see `grid.py`).
"""

from dataclasses import dataclass

from diaban.engines.vpostcode.errors import CodeError
from diaban.engines.vpostcode.grid import ALPHABET, cut

MOST_DIGITS = 15
_PAIR_DIGITS = 10
_SEPARATOR_AT = 8
_LAT_STEPS, _LNG_STEPS = 25_000_000, 8_192_000  # finest steps in a degree
_VALUES = {char: value for value, char in enumerate(ALPHABET)}


@dataclass(frozen=True, slots=True)
class OlcArea:
    """The rectangle of a full code, in degrees; `digits` is the length that was decoded.

    >>> decode_olc("7PH72VH3+CM3").digits
    11
    """

    south: float
    west: float
    north: float
    east: float
    digits: int

    @property
    def centre(self) -> tuple[float, float]:
        return (self.south + self.north) / 2, (self.west + self.east) / 2


def is_valid(code: str) -> bool:
    """Whether a text is a full or short code.

    >>> is_valid("8FWC2345+G6"), is_valid("8FWC2345+G")
    (True, False)
    """
    head, plus, tail = code.upper().partition("+")
    if not plus or len(code) == 1 or len(head) > _SEPARATOR_AT or len(head) % 2:
        return False
    if "0" in head:
        kept = head.rstrip("0")
        if tail or len(head) < _SEPARATOR_AT or not kept or len(kept) % 2:
            return False
        head = kept
    return len(tail) != 1 and all(char in _VALUES for char in head + tail)


def is_short(code: str) -> bool:
    """Whether a text is a valid code whose leading digits were cut off.

    >>> is_short("2VH3+CM3")
    True
    """
    return is_valid(code) and code.index("+") < _SEPARATOR_AT


def is_full(code: str) -> bool:
    """Whether a text is a valid code of a place on earth.

    >>> is_full("7PH72VH3+CM3"), is_full("X2222222+22")
    (True, False)
    """
    if not is_valid(code) or is_short(code):
        return False
    return _VALUES[code[0].upper()] < 9 and _VALUES[code[1].upper()] < 18


def encode_olc(lat: float, lng: float, digits: int = _PAIR_DIGITS) -> str:
    """Full code of a position. Latitude is clipped and longitude wrapped, as the standard asks.

    Raises CodeError("digits") for a length the standard does not have.

    >>> encode_olc(21.028511, 105.854167, 11)
    '7PH72VH3+CM3'
    >>> encode_olc(21.028511, 105.854167, 4)
    '7PH70000+'
    """
    return encode_steps(*steps_of(lat, lng), digits)


def steps_of(lat: float, lng: float) -> tuple[int, int]:
    """Position in the standard's finest steps, by the pinned rounding rule.

    >>> steps_of(21.028511, 105.854167)
    (2775712775, 2341717336)
    """
    lng = lng if -180 <= lng < 180 else (lng + 180) % 360 - 180
    lat_step = cut((min(max(lat, -90.0), 90.0) + 90) * _LAT_STEPS)
    lng_step = cut((lng + 180) * _LNG_STEPS)
    return min(lat_step, 180 * _LAT_STEPS - 1), lng_step % (360 * _LNG_STEPS)


def encode_steps(lat_step: int, lng_step: int, digits: int = _PAIR_DIGITS) -> str:
    """Full code of a position in the standard's finest steps from the South Pole and 180 west.

    >>> encode_steps(2775712775, 2341717336, 11)
    '7PH72VH3+CM3'
    """
    if digits < 2 or (digits < _PAIR_DIGITS and digits % 2):
        raise CodeError("digits", value=digits)
    pair_lat, grid_lat = divmod(lat_step, 5**5)
    pair_lng, grid_lng = divmod(lng_step, 4**5)
    text = ""
    for place in range(4, -1, -1):
        text += ALPHABET[pair_lat // 20**place % 20] + ALPHABET[pair_lng // 20**place % 20]
    for place in range(4, -1, -1):
        text += ALPHABET[grid_lat // 5**place % 5 * 4 + grid_lng // 4**place % 4]
    kept = text[: min(digits, MOST_DIGITS)]
    return f"{kept[:_SEPARATOR_AT]:0<8}+{kept[_SEPARATOR_AT:]}"


def decode_olc(code: str) -> OlcArea:
    """Rectangle of a full code; digits after the fifteenth are ignored.

    Raises CodeError("olc") for a text that is not a full code.

    >>> decode_olc("7PH72VH3+CM3").south
    21.0285
    """
    if not is_full(code):
        raise CodeError("olc", value=code)
    digits = [_VALUES[char] for char in code.upper() if char in _VALUES][:MOST_DIGITS]
    lat_step, lng_step = 0, 0
    high, wide = 400 * _LAT_STEPS, 400 * _LNG_STEPS
    for place, digit in enumerate(digits):
        if place >= _PAIR_DIGITS:
            high, wide = high // 5, wide // 4
            lat_step += digit // 4 * high
            lng_step += digit % 4 * wide
        elif place % 2:
            wide //= 20
            lng_step += digit * wide
        else:
            high //= 20
            lat_step += digit * high
    lat_step -= 90 * _LAT_STEPS
    lng_step -= 180 * _LNG_STEPS
    return OlcArea(
        lat_step / _LAT_STEPS,
        lng_step / _LNG_STEPS,
        (lat_step + high) / _LAT_STEPS,
        (lng_step + wide) / _LNG_STEPS,
        len(digits),
    )


def shorten(code: str, lat: float, lng: float) -> str:
    """Cut as many leading digits as a reference position near the code allows.

    Raises CodeError("olc") for a code that is not full, or is padded.

    >>> shorten("7PH72VH3+CM3", 21.03, 105.85)
    'H3+CM3'
    """
    if not is_full(code) or "0" in code:
        raise CodeError("olc", value=code)
    centre = decode_olc(code).centre
    far = max(abs(centre[0] - lat), abs((centre[1] - lng + 180) % 360 - 180))
    # Three tenths and not half of the resolution leave room for another reference.
    for resolution, cut_off in ((0.0025, 8), (0.05, 6), (1.0, 4)):
        if far < resolution * 0.3:
            return code.upper()[cut_off:]
    return code.upper()


def recover_nearest(code: str, lat: float, lng: float) -> str:
    """Full code nearest to a reference position that ends like a short code.

    >>> recover_nearest("H3+CM3", 21.03, 105.85)
    '7PH72VH3+CM3'
    """
    if is_full(code):
        return code.upper()
    if not is_short(code):
        raise CodeError("olc", value=code)
    lat, lng = min(max(lat, -90.0), 90.0), (lng + 180) % 360 - 180
    missing = _SEPARATOR_AT - code.index("+")
    resolution = 20.0 ** (2 - missing // 2)
    area = decode_olc(encode_olc(lat, lng)[:missing] + code)
    middle_lat, middle_lng = area.centre
    if lat + resolution / 2 < middle_lat and middle_lat - resolution >= -90:
        middle_lat -= resolution
    elif lat - resolution / 2 > middle_lat and middle_lat + resolution <= 90:
        middle_lat += resolution
    if lng + resolution / 2 < middle_lng:
        middle_lng -= resolution
    elif lng - resolution / 2 > middle_lng:
        middle_lng += resolution
    return encode_olc(middle_lat, middle_lng, area.digits)
