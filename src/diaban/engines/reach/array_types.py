"""Names for the arrays of the engine."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array  # type: ignore[import-untyped]

__all__ = ["Flags", "Floats", "Ints", "Sparse"]

Flags: TypeAlias = NDArray[np.bool_]
Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
# compressed rows; what is stored is reached, a stored zero too, what is not stored is not
Sparse: TypeAlias = csr_array
