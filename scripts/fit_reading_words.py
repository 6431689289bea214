"""Fit `lexicon/word_weights.txt` of `engines/reading` on annotated texts and write it.

    PYTHONPATH=src:. .venv/bin/python scripts/fit_reading_words.py gold gold/leads [--try]

A linear-chain conditional random field over the words of each paragraph, fitted by likelihood with
an L1 and an L2 penalty (bound-constrained L-BFGS on weights parted by sign). `--try` writes nothing
and tells how well duties are found in each text when the weights are fitted on the others, in six
parts: by the rules alone, and with what the chain proposes.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import numpy as np
import numpy.typing as npt
from benchmarks.reading_quality import Marked, Tally, annotated, compare, read_marked
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from diaban.engines.reading import chain, reading
from diaban.engines.reading.chain import BEGIN, INSIDE, OUTSIDE, TAGS, allowed
from diaban.engines.reading.evidence import word_evidence

Floats = npt.NDArray[np.float64]
Weights = tuple[dict[str, tuple[float, float]], list[list[float]]]
TARGET = Path(chain.__file__).parent / "lexicon" / "word_weights.txt"
LEAST_SEEN = 2  # a feature of fewer words is none
DRAWN = 0.5  # L1: how strongly small weights are drawn to nought
DRAWN_SQUARED = 0.2
ROUNDS = 500
PARTS = 6
HEAD = """\
# Weights of `chain.py`, fitted on annotated texts: see scripts/fit_reading_words.py.
# What a feature weighs for a word that begins a duty, and for one inside of it.
"""


@dataclass(frozen=True)
class Paragraph:
    """The features of a paragraph's words, and the annotated tag of each."""

    described: list[list[str]]
    tags: list[int]


@dataclass(frozen=True)
class Text:
    """An annotated text, ready to be fitted on."""

    name: str
    text: str
    gold: list[Marked]
    paragraphs: list[Paragraph]


def open_text(path: Path) -> Text:
    """Return an annotated text with the features of its words."""
    text = path.read_text(encoding="utf-8")
    gold = annotated(text, path.with_suffix(".jsonl"))
    source, described = word_evidence(text)
    given = [source.span(start, start).start for start in source.starts]
    paragraphs = [
        Paragraph(one.described, tags_of(given[one.first : one.first + len(one.described)], gold))
        for one in described
    ]
    return Text(path.stem, text, gold, [one for one in paragraphs if one.tags])


def tags_of(starts: Sequence[int], gold: Sequence[Marked]) -> list[int]:
    """Return the annotated tag of words that begin at these characters."""
    tags = [OUTSIDE] * len(starts)
    for duty in gold:
        inside = [n for n, start in enumerate(starts) if duty.start <= start < duty.end]
        for place in inside:
            tags[place] = INSIDE
        if inside and starts[inside[0]] == duty.start:
            tags[inside[0]] = BEGIN
    for place, tag in enumerate(tags):  # a duty cut by the line above begins at once
        if tag == INSIDE and (place == 0 or tags[place - 1] == OUTSIDE):
            tags[place] = BEGIN
    return tags


class Chains:
    """Paragraphs as arrays: words in the order of paragraphs, paragraphs padded to the longest."""

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        seen = Counter(f for one in paragraphs for word in one.described for f in set(word))
        self.names = sorted(name for name, count in seen.items() if count >= LEAST_SEEN)
        numbers = {name: number for number, name in enumerate(self.names)}
        columns: list[int] = []
        ends = [0]
        for one in paragraphs:
            for word in one.described:
                columns += sorted({numbers[f] for f in word if f in numbers})
                ends.append(len(columns))
        shape = (len(ends) - 1, len(self.names))
        self.told = csr_matrix((np.ones(len(columns)), columns, ends), shape=shape)
        self.turned = self.told.T.tocsr()
        self.tags = np.array([tag for one in paragraphs for tag in one.tags])
        lengths = np.array([len(one.tags) for one in paragraphs])
        firsts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        order = np.argsort(-lengths)
        # the words at each place, of the paragraphs that are so long
        self.at = [
            firsts[order[: int((lengths > place).sum())]] + place for place in range(lengths.max())
        ]
        self.seen_steps = np.zeros((1 + len(TAGS), len(TAGS)))
        for one in paragraphs:
            for before, behind in zip([-1, *one.tags], one.tags, strict=False):
                self.seen_steps[before + 1, behind] += 1

    def loss(self, weights: Floats, steps: Floats) -> tuple[float, Floats, Floats]:
        """Return the negative log-likelihood and its gradients."""
        scores = np.zeros((len(self.tags), len(TAGS)))
        scores[:, :2] = self.told @ weights
        steps = allowed(steps)
        gained = scores[np.arange(len(self.tags)), self.tags].sum()
        gained += (self.seen_steps * np.where(self.seen_steps > 0, steps, 0.0)).sum()
        tops = scores.max(axis=1, keepdims=True)
        factors, raised = np.exp(steps), np.exp(scores - tops)
        ahead, behind = np.zeros_like(scores), np.ones_like(scores)
        whole = float(tops.sum())
        row = np.tile(factors[0], (len(self.at[0]), 1))
        for place, words in enumerate(self.at):
            row = (row[: len(words)] @ factors[1:] if place else row) * raised[words]
            total = row.sum(axis=1, keepdims=True)
            whole += float(np.log(total).sum())
            row = row / total
            ahead[words] = row
        expected = np.zeros_like(steps)
        for place in range(len(self.at) - 1, 0, -1):
            words = self.at[place]
            before = self.at[place - 1][: len(words)]
            following = raised[words] * behind[words]
            pairs = ahead[before][:, :, None] * factors[None, 1:] * following[:, None, :]
            pairs /= pairs.sum(axis=(1, 2), keepdims=True)
            expected[1:] += pairs.sum(axis=0)
            back = following @ factors[1:].T
            behind[before] = back / back.sum(axis=1, keepdims=True)
        chances = ahead * behind
        chances /= chances.sum(axis=1, keepdims=True)
        expected[0] = chances[self.at[0]].sum(axis=0)
        seen = np.zeros_like(chances)
        seen[np.arange(len(self.tags)), self.tags] = 1
        slope = self.turned @ (chances - seen)[:, :2]
        return whole - gained, slope, expected - self.seen_steps


def fit(texts: Sequence[Text]) -> Weights:
    """Return the weights under which the annotated tags are likeliest."""
    chains = Chains([one for text in texts for one in text.paragraphs])
    shape, steps_shape = (len(chains.names), 2), (1 + len(TAGS), len(TAGS))
    many = shape[0] * shape[1]

    def loss(parted: Floats) -> tuple[float, Floats]:
        above, below, steps = np.split(parted, [many, 2 * many])
        weights = above - below
        value, slope, steps_slope = chains.loss(weights.reshape(shape), steps.reshape(steps_shape))
        value += DRAWN * (above.sum() + below.sum()) + DRAWN_SQUARED * float(weights @ weights)
        slope = slope.ravel() + 2 * DRAWN_SQUARED * weights
        value += 0.01 * float(steps @ steps)
        slopes = [slope + DRAWN, DRAWN - slope, steps_slope.ravel() + 0.02 * steps]
        return value, np.concatenate(slopes)

    bounds = [(0.0, None)] * (2 * many) + [(-20.0, 20.0)] * (steps_shape[0] * steps_shape[1])
    start = np.zeros(2 * many + steps_shape[0] * steps_shape[1])
    found = minimize(
        loss, start, jac=True, method="L-BFGS-B", bounds=bounds,
        options={"maxiter": ROUNDS, "maxcor": 6},
    ).x  # fmt: skip
    above, below, steps = np.split(found, [many, 2 * many])
    weights = (above - below).reshape(shape).round(2)
    kept = {
        name: (float(row[0]), float(row[1]))
        for name, row in zip(chains.names, weights, strict=True)
        if row.any()
    }
    return kept, steps.reshape(steps_shape).round(3).tolist()


def write(weights: Weights, path: Path) -> None:
    """Write the weights as the lexicon holds them."""
    words, steps = weights
    names = ("at first", *TAGS)
    lines = [
        f"step {name} = {' '.join(f'{weight:g}' for weight in row)}"
        for name, row in zip(names, steps, strict=True)
    ]
    lines += [f"{name} = {told[0]:g} {told[1]:g}" for name, told in sorted(words.items())]
    path.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


def try_out(texts: Sequence[Text]) -> None:
    """Print how well duties are found with weights of the other texts."""
    alone, both = Tally(), Tally()
    for part in range(PARTS):
        held = texts[part::PARTS]
        weights = fit([text for text in texts if text not in held])
        for text in held:
            rules = tally(text, None)
            proposed = tally(text, weights)
            print(rules.line(f"{text.name}, rules"))
            print(proposed.line(f"{text.name}, proposed"), flush=True)
            alone.add(rules)
            both.add(proposed)
    print(alone.line("all, rules"))
    print(both.line("all, proposed"))


def tally(text: Text, weights: Weights | None) -> Tally:
    """Return how well a text is read with other weights, or by the rules alone."""
    if weights is None:
        other = mock.patch.object(reading, "likely_duties", return_value=[])
    else:
        other = mock.patch.object(chain, "word_weights", return_value=weights)
    with other:
        return compare(text.gold, read_marked(text.text))[0]


def main() -> None:
    """Fit on the texts of the folders named."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--try", dest="tried", action="store_true")
    given = parser.parse_args()
    paths = [path for folder in given.folders for path in sorted(folder.glob("*.txt"))]
    texts = [open_text(path) for path in paths]
    if given.tried:
        try_out(texts)
        return
    weights = fit(texts)
    write(weights, TARGET)
    print(f"{len(weights[0])} features of {len(texts)} texts")


if __name__ == "__main__":
    main()
