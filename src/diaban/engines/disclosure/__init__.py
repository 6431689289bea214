"""What may be shown to anybody: figures without small ones, words without persons and flats."""

from diaban.engines.disclosure.masking import mask_text, mask_words
from diaban.engines.disclosure.publishing import LEAST, WITHHELD, Published, publish

__all__ = ["LEAST", "WITHHELD", "Published", "mask_text", "mask_words", "publish"]
