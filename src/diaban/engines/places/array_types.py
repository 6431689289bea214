"""Names for the arrays that the engine passes around."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["AnyArray", "BoolArray", "FloatArray", "IndexArray", "IntArray", "MaskArray"]

AnyArray = NDArray[Any]
BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]
IndexArray = NDArray[np.int32]  # a unit's place in the list it was given in; -1 for none
IntArray = NDArray[np.int64]
MaskArray = NDArray[np.uint64]  # one bit for each unit that has a border in a leaf cell
