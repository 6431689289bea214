"""Names for the arrays that the engine passes around."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["AnyArray", "BoolArray", "FloatArray", "HashArray", "IntArray", "RowArray"]

AnyArray = NDArray[Any]
BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]
HashArray = NDArray[np.uint64]  # hashes; sums of them wrap around
IntArray = NDArray[np.int64]
RowArray = NDArray[np.int32]  # a row's place in the set; names by their place in a dictionary
