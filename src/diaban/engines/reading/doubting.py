"""What reads like a duty and is mostly none: a person looks at each of these alone."""

from __future__ import annotations

import re

from diaban.engines.reading.lexicon import alternatives, phrases
from diaban.engines.reading.pieces import Piece
from diaban.engines.reading.sentences import Sentence
from diaban.engines.reading.source import Source

_FEWEST = 4  # words of what tells an act and what it is done to
_TROUBLE = re.compile(alternatives("closing troubles"))
_TOLD_OF = re.compile(alternatives("closing answers"))


def is_fragment(source: Source, piece: Piece) -> bool:
    """Whether a piece says no more than an act: "chủ trì thẩm định", "nghiêm túc thực hiện"."""
    return piece.last - piece.first < _FEWEST or _says_no_thing(source, piece.first, piece.last)


def _says_no_thing(source: Source, place: int, last: int) -> bool:
    """Whether words only say that somebody acts, or how, and nothing that he does it to."""
    while place < last:
        known = [
            phrases("words", name).at(source, place, last)
            for name in ("empty acts", "adverbs", "manner alone")
        ]
        length = max((one[0] for one in known if one is not None), default=0)
        if not length:
            return False
        place += length
    return True


def asks_in_trouble(source: Source, sentence: Sentence, piece: Piece) -> bool:
    """Whether a sentence that ends a text asks to be told of trouble: "Nếu có vướng mắc, …"."""
    start, end = source.starts[sentence.first], source.ends[sentence.last - 1]
    trouble = _TROUBLE.search(source.key, start, end)
    if trouble is None or source.starts[piece.first] < trouble.start():
        return False
    return _TOLD_OF.search(source.key, source.starts[piece.first], end) is not None
