"""Fit `lexicon/parting_weights.txt` of `engines/reading` on annotated texts and write it.

    PYTHONPATH=src:. .venv/bin/python scripts/fit_reading_marks.py gold gold/leads [--try]

A logistic model of the marks inside of annotated duties and between two of one sentence; see
`parting.py`. `--try` writes nothing and tells how often a mark is read right when the weights are
fitted on the other texts, in eight parts.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from benchmarks.reading_quality import Marked, annotated
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from diaban.engines.reading import parting
from diaban.engines.reading.evidence import mark_evidence
from diaban.engines.reading.parting import Joint, Taken, tell_joint

Floats = npt.NDArray[np.float64]
Example = tuple[list[str], bool]
TARGET = Path(parting.__file__).parent / "lexicon" / "parting_weights.txt"
LEAST_SEEN = 3  # a feature of fewer marks is none
DRAWN = 0.5  # L2: how strongly weights are drawn to nought
ROUNDS = 300
PARTS = 8
HEAD = """\
# Weights of `parting.py`, fitted on annotated texts: see scripts/fit_reading_marks.py.

[marks]
"""


def read_examples(path: Path) -> list[Example]:
    """Return the marks of an annotated text, and whether each parts two duties."""
    text = path.read_text(encoding="utf-8")
    gold = annotated(text, path.with_suffix(".jsonl"))
    return [example for taken in mark_evidence(text) for example in _marks(taken, gold)]


def _marks(taken: Taken, gold: Sequence[Marked]) -> list[Example]:
    source = taken.source
    spans = [
        source.words_in(*(_place(taken, place) for place in (one.start, one.end))) for one in gold
    ]
    found = []
    for number in range(1, len(taken.parts)):
        part, before = taken.parts[number], taken.parts[number - 1]
        held = next((span for span in spans if span[0] < before.last <= span[1]), None)
        if held is None:
            continue
        goes_on = held[0] <= part.first < held[1]
        begins = any(part.first <= first < part.last for first, _ in spans)
        if goes_on or begins:
            begun = max(held[0], taken.parts[0].first)
            found.append((tell_joint(taken, Joint(number, begun)), not goes_on))
    return found


def _place(taken: Taken, given: int) -> int:
    """Return where a character of the text as given stands in the text as read."""
    origins = taken.source.origins
    return given if isinstance(origins, range) else int(np.searchsorted(origins, given))


def fit(examples: Sequence[Example]) -> dict[str, float]:
    """Return the weights under which the annotated marks are likeliest."""
    seen = Counter(feature for features, _ in examples for feature in set(features))
    names = sorted(name for name, count in seen.items() if count >= LEAST_SEEN)
    numbers = {name: number for number, name in enumerate(names)}
    columns: list[int] = []
    ends = [0]
    for features, _ in examples:
        columns += sorted({numbers[feature] for feature in features if feature in numbers})
        ends.append(len(columns))
    told = csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(examples), len(names)))
    two = np.array([float(parted) for _, parted in examples])

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = told @ weights
        chances = 1 / (1 + np.exp(-scores))
        value = (np.logaddexp(0, scores) - two * scores).sum() + DRAWN * weights @ weights
        return float(value), told.T @ (chances - two) + 2 * DRAWN * weights

    start = np.zeros(len(names))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS}).x
    return {name: weight for name, weight in zip(names, found.round(2), strict=True) if weight}


def try_out(texts: Sequence[list[Example]]) -> None:
    """Print how often marks are read right with weights of the other texts."""
    chances: list[tuple[float, bool]] = []
    for part in range(PARTS):
        held = [n for n in range(len(texts)) if n % PARTS == part]
        weights = fit([one for n, text in enumerate(texts) if n not in held for one in text])
        for n in held:
            for features, parted in texts[n]:
                score = sum(weights.get(feature, 0.0) for feature in features)
                chances.append((1 / (1 + np.exp(-score)), parted))
    right = sum((chance >= 0.5) == parted for chance, parted in chances)
    print(f"{len(chances)} marks, {right / len(chances):.3f} right")
    two = [parted for chance, parted in chances if chance >= parting.SURELY_TWO]
    one = [not parted for chance, parted in chances if chance <= parting.SURELY_ONE]
    print(f"surely two: {len(two)}, {np.mean(two):.3f} right")
    print(f"surely one: {len(one)}, {np.mean(one):.3f} right")


def main() -> None:
    """Fit on the texts of the folders named."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--try", dest="tried", action="store_true")
    given = parser.parse_args()
    paths = [path for folder in given.folders for path in sorted(folder.glob("*.txt"))]
    texts = [read_examples(path) for path in paths]
    if given.tried:
        try_out(texts)
        return
    weights = fit([one for text in texts for one in text])
    lines = [f"{name} = {weight:g}" for name, weight in weights.items()]
    TARGET.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(weights)} weights of {len(texts)} texts")


if __name__ == "__main__":
    main()
