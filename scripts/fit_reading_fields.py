"""Fit `lexicon/field_weights.txt` of `engines/reading` on annotated texts and write it.

    PYTHONPATH=src:. .venv/bin/python scripts/fit_reading_fields.py gold gold/leads [--try]

The fields of a duty are alternatives of a conditional logit whose features are those of
`field_choice.py`; the duty before has its annotated field. `--try` writes nothing and tells how
often the field is right in each text when the weights are fitted on all the others.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from benchmarks.reading_quality import Marked, annotated, match
from scipy.optimize import minimize

from diaban.engines.reading import field_choice
from diaban.engines.reading.evidence import field_evidence
from diaban.engines.reading.field_choice import FEATURES, Evidence, features, surroundings_of
from diaban.engines.reading.fields import FIELDS

Floats = npt.NDArray[np.float64]
TARGET = Path(field_choice.__file__).parent / "lexicon" / "field_weights.txt"
DRAWN = 0.003  # how strongly weights are drawn to nought
HEAD = """\
# Weights of `field_choice.py`, fitted on annotated texts: see scripts/fit_reading_fields.py.

[field]
"""


@dataclass(frozen=True)
class Text:
    """A text's evidence, and the annotated field of each duty (None where it matches none)."""

    name: str
    evidence: list[Evidence]
    fields: list[str | None]


def read_text(path: Path) -> Text:
    """Return the evidence of a text with its annotation."""
    text = path.read_text(encoding="utf-8")
    told = sorted(field_evidence(text), key=lambda entry: entry[0])
    found = [Marked(span.start, span.end, {}) for span, _ in told]
    gold = annotated(text, path.with_suffix(".jsonl"))
    fields: list[str | None] = [None] * len(told)
    for a, b in match(gold, found):
        fields[b] = str(gold[a].said["field"])
    return Text(path.stem, [evidence for _, evidence in told], fields)


def examples(text: Text) -> tuple[list[Floats], list[int]]:
    """Return features and numbers of the fields of a text's annotated duties."""
    rows, right = [], []
    around = surroundings_of(text.evidence)
    for number, (one, field) in enumerate(zip(text.evidence, text.fields, strict=True)):
        if field is None:
            continue
        before = text.evidence[number - 1] if number else None
        near = before is not None and before.paragraph_at == one.paragraph_at
        rows.append(features(one, around[number], text.fields[number - 1] if near else None))
        right.append(FIELDS.index(field))
    return rows, right


def fit(texts: list[Text]) -> Floats:
    """Return the weights that make the annotated fields likeliest."""
    told = [examples(text) for text in texts]
    rows = np.array([row for some, _ in told for row in some])
    right = np.array([field for _, some in told for field in some])
    every = np.arange(len(right))

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = rows @ weights
        scores -= scores.max(axis=1, keepdims=True)
        shares = np.exp(scores)
        shares /= shares.sum(axis=1, keepdims=True)
        lost = -np.log(shares[every, right]).mean() + DRAWN * (weights @ weights) / 2
        shares[every, right] -= 1
        return float(lost), np.einsum("nkd,nk->d", rows, shares) / len(right) + DRAWN * weights

    found: Floats = minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B").x
    return found


def write(weights: Floats) -> None:
    lines = [f"{name} = {weight:.3f}" for name, weight in zip(FEATURES, weights, strict=True)]
    TARGET.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    field_choice.named_weights.cache_clear()


def try_out(texts: list[Text]) -> None:
    """Print how often the field is right in each text by the weights of the others."""
    kept = TARGET.read_text(encoding="utf-8")
    right = known = 0
    try:
        for text in texts:
            write(fit([other for other in texts if other is not text]))
            chosen = field_choice.choose_fields(text.evidence)
            pairs = [(a, b) for a, b in zip(chosen, text.fields, strict=True) if b is not None]
            hits = sum(a == b for a, b in pairs)
            right, known = right + hits, known + len(pairs)
            print(f"{text.name:40} {hits:4} of {len(pairs):4}")
    finally:
        TARGET.write_text(kept, encoding="utf-8")
    print(f"{'all':40} {right:4} of {known:4}  {right / known:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--try", dest="is_try", action="store_true")
    asked = parser.parse_args()
    paths = [path for folder in asked.folders for path in sorted(folder.glob("*.txt"))]
    texts = [read_text(path) for path in paths if path.with_suffix(".jsonl").exists()]
    if asked.is_try:
        try_out(texts)
    else:
        write(fit(texts))


if __name__ == "__main__":
    main()
