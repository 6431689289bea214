"""Which characters a Vpostcode is made of: the only module that knows.

No official specimen has been found. The tail is taken to be characters 5 to 11 of the
11-digit Open Location Code because only 11 digits give the announced 3 m cell, and because
dropping four digits is that code's own rule for short codes. Whoever holds a specimen that
says otherwise writes another `Scheme` here.
"""

from dataclasses import dataclass

from diaban.engines.vpostcode.grid import (
    ALPHABET,
    KEY_DIGITS,
    SIZES,
    Whole,
    read_number,
    write_number,
)

MOST_CHARACTERS = 8  # of a tail: arrays keep one in eight bytes


@dataclass(frozen=True, slots=True)
class Scheme:
    """How a full code is put together from a postal code and an Open Location Code.

    A tail tells the cells of a tile apart and comes back in every tile: a tile is an Open
    Location Code of `dropped` digits, a cell one of `olc_length`. Another cut, prefix, spacing
    or alphabet is another value; another order of cells is a subclass with its own `number_of`
    and `key_of` (and `tail_length`). Raises ValueError for a scheme that cannot be.

    >>> VPOSTCODE_2020.tail_of_olc("7PH72VH3+CM3")
    '2VH3CM3'
    >>> VPOSTCODE_2020.split("110242VH3CM3")
    ('11024', '2VH3CM3')
    >>> VPOSTCODE_2020.show("110242VH3CM3"), VPOSTCODE_2020.show("2VH3CM3")
    ('11024 2VH3 CM3', '2VH3 CM3')
    >>> coarse = Scheme("coarse", "example", 6, 4, 10, (6, 6))
    >>> coarse.tail_of_olc("7PH72VH3+CM3"), coarse.code_length
    ('2VH3CM', 12)
    """

    name: str
    status: str  # "hypothesis" until official specimens confirm it
    postal_length: int  # decimal digits of the national postal code
    dropped: int  # leading Open Location Code digits that the postal area replaces: 2, 4 or 6
    olc_length: int  # digits of the Open Location Code that it is cut from: 10 or 11
    groups: tuple[int, ...]  # how the full code is spaced when shown
    alphabet: str = ALPHABET  # characters of the tail, in order of value

    def __post_init__(self) -> None:
        letters = self.alphabet
        sound = (
            self.postal_length > 0
            and self.dropped in (2, 4, 6)
            and self.olc_length in (KEY_DIGITS - 1, KEY_DIGITS)
            and self.tail_length <= MOST_CHARACTERS
            and len(letters) ** self.tail_length >= self.cells_in_tile
            and letters.isascii()
            and letters.isalnum()
            and letters == letters.upper()
            and len(set(letters)) == len(letters)
            and sum(self.groups) == self.code_length
        )
        if not sound:
            message = f"{self.name} is no scheme: {self}"
            raise ValueError(message)

    @property
    def tail_length(self) -> int:
        return self.olc_length - self.dropped

    @property
    def code_length(self) -> int:
        return self.postal_length + self.tail_length

    @property
    def tile(self) -> tuple[int, int]:
        """Rows and columns of the finest grid after which a tail comes back."""
        return SIZES[self.dropped]

    @property
    def cell(self) -> tuple[int, int]:
        """Rows and columns of the finest grid that one code names."""
        return SIZES[self.olc_length]

    @property
    def keys_in_cell(self) -> int:
        return 1 if self.olc_length == KEY_DIGITS else 20

    @property
    def cells_in_tile(self) -> int:
        return int(20 ** (self.olc_length - self.dropped))

    def number_of(self, key: Whole) -> Whole:
        """Number of the tail at an order key: its characters read in the base of the alphabet."""
        return key // self.keys_in_cell % self.cells_in_tile

    def key_of(self, number: Whole) -> Whole:
        """First order key of the cell with a number, as it would be in the very first tile."""
        return number * self.keys_in_cell

    def write(self, number: int) -> str:
        """Tail of a number."""
        return write_number(number, self.tail_length, self.alphabet)

    def read(self, tail: str) -> int:
        """Number of a tail."""
        return read_number(tail, self.alphabet)

    def has_cell(self, tail: str) -> bool:
        """Whether a tail names a cell; not all do where the characters leave some to spare."""
        number = self.read(tail)
        return self.number_of(self.key_of(number)) == number

    def tail_of_olc(self, olc: str) -> str:
        """Tail of a full Open Location Code, with or without its `+`."""
        digits = olc.replace("+", "")[: self.olc_length]
        return self.write(self.number_of(read_number(digits) * self.keys_in_cell))

    def split(self, code: str) -> tuple[str, str]:
        """Part a full code into postal code and tail."""
        return code[: self.postal_length], code[self.postal_length :]

    def show(self, code: str) -> str:
        """Space a full code, or a tail alone, for people."""
        shown: list[str] = []
        for size in reversed(self.groups):
            code, group = code[:-size], code[-size:]
            shown.insert(0, group)
        return " ".join(filter(None, shown))


VPOSTCODE_2020 = Scheme("vpostcode-2020", "hypothesis", 5, 4, 11, (5, 4, 3))
"""The scheme in use: five digits of postal code, then characters 5 to 11 of the 11-digit code.

Its codes have fast tables of their own; those of other schemes are worked out from the order key.

>>> VPOSTCODE_2020.code_length, VPOSTCODE_2020.status
(12, 'hypothesis')
"""
