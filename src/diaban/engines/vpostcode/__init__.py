"""The address code of a position: encode, decode, read, cover, check and correct.

Scalar functions are exact and plain; the plural ones do the same to arrays. See
`docs/vpostcode.md` for the scheme, its status and its test vectors.
"""

from diaban.engines.vpostcode.area_set import Areas
from diaban.engines.vpostcode.areas import Box, PostalArea
from diaban.engines.vpostcode.cell import Cell, cell_at, cell_of_order_key, neighbours
from diaban.engines.vpostcode.codes import (
    cells_of_tail,
    decode,
    decode_tail,
    encode,
    encode_tail,
    encode_tail_e7,
)
from diaban.engines.vpostcode.correction import Suggestion, correct
from diaban.engines.vpostcode.covering import KeyRange, cover
from diaban.engines.vpostcode.decoding import decode_tails
from diaban.engines.vpostcode.errors import CodeError
from diaban.engines.vpostcode.grid import ALPHABET
from diaban.engines.vpostcode.keys import (
    order_key,
    order_keys,
    order_keys_e7,
    tail_of_order_key,
    tails_of_order_keys,
)
from diaban.engines.vpostcode.registry import Registry
from diaban.engines.vpostcode.scheme import VPOSTCODE_2020, Scheme
from diaban.engines.vpostcode.tails import (
    encode_tails,
    encode_tails_e7,
    read_tails,
    write_codes,
    write_tails,
)
from diaban.engines.vpostcode.typed import ParsedCode, format_code, parse, squeeze
from diaban.engines.vpostcode.verdict import Verdict, check

__all__ = [
    "ALPHABET",
    "VPOSTCODE_2020",
    "Areas",
    "Box",
    "Cell",
    "CodeError",
    "KeyRange",
    "ParsedCode",
    "PostalArea",
    "Registry",
    "Scheme",
    "Suggestion",
    "Verdict",
    "cell_at",
    "cell_of_order_key",
    "cells_of_tail",
    "check",
    "correct",
    "cover",
    "decode",
    "decode_tail",
    "decode_tails",
    "encode",
    "encode_tail",
    "encode_tail_e7",
    "encode_tails",
    "encode_tails_e7",
    "format_code",
    "neighbours",
    "order_key",
    "order_keys",
    "order_keys_e7",
    "parse",
    "read_tails",
    "squeeze",
    "tail_of_order_key",
    "tails_of_order_keys",
    "write_codes",
    "write_tails",
]
