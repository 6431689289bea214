"""Vietnamese text in whatever bytes it comes: recognised, decoded, mended; never guessed silently.

Vietnamese was written in a dozen eight-bit ways before Unicode. A text is recognised by whether
the words that come out can be Vietnamese; see `docs/explanation/encodings.md`.
"""

from diaban.engines.encodings.decoding import (
    ENCODINGS,
    NAMES,
    EncodingError,
    decode,
    raise_capitals,
)
from diaban.engines.encodings.mending import SUSPECT, Mended, mend_text
from diaban.engines.encodings.mixed_lines import (
    decode_line,
    decode_lines,
    second_encoding,
    unread_bytes,
)
from diaban.engines.encodings.recognising import Recognised, is_twice, recognise
from diaban.engines.encodings.syllables import is_syllable

__all__ = [
    "ENCODINGS",
    "NAMES",
    "SUSPECT",
    "EncodingError",
    "Mended",
    "Recognised",
    "decode",
    "decode_line",
    "decode_lines",
    "is_syllable",
    "is_twice",
    "mend_text",
    "raise_capitals",
    "recognise",
    "second_encoding",
    "unread_bytes",
]
