"""No act of the journal and no fact of an act is shown by the name that the program gives it."""

import ast
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest
from django.utils import translation

import diaban
from diaban.spine.addresses.coding import run_coding
from diaban.spine.evidence.keeping import Words
from diaban.spine.notices.models import NoticeState
from diaban.spine.privacy.retention import KEPT
from diaban.web.pages.journal_facts import FACT_WORDS, tell, word_of
from diaban.web.pages.journal_words import act_words
from diaban.web.sectors.words import fact_words

PROGRAM = Path(diaban.__file__).parent
# what no literal in the program tells, by the expression that makes it
MADE = {
    "asdict(words)": {field.name for field in fields(Words)},
    "words_changed(kept, words)": {field.name for field in fields(Words)},
    "_from(request, user)": {"from"},
    "count_states(mailing)": {state.name.lower() for state in NoticeState},
    "dict(done.counts)": {"read", "later", "open", "kept", "unchanged", "decided", "rejected"},
    "json.loads(json.dumps({'rows': done, 'days': dict(days)}))": {"rows", "days"}
    | {kept.name for kept in KEPT},
}


@cache
def calls() -> list[tuple[ast.FunctionDef, ast.Call]]:
    """Return each call that writes an entry, with the function it stands in."""
    texts = (path.read_text(encoding="utf-8") for path in PROGRAM.rglob("*.py"))
    # to parse the whole program takes seconds
    trees = [ast.parse(text) for text in texts if "record" in text]
    return [
        (function, node)
        for tree in trees
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if node.func.id == "record"
    ]


def names(function: ast.FunctionDef, facts: ast.expr) -> Iterator[str]:
    """Yield the names of the facts that an expression makes."""
    if isinstance(facts, ast.Dict):
        for key, value in zip(facts.keys, facts.values, strict=True):
            if key is None:
                yield from names(function, value)
            else:
                yield str(ast.literal_eval(key))
                yield from names(function, value) if isinstance(value, ast.Dict) else ()
    elif isinstance(facts, ast.BinOp):
        yield from names(function, facts.left)
        yield from names(function, facts.right)
    elif isinstance(facts, ast.Name):
        yield from of_variable(function, facts.id)
    else:
        yield from MADE[ast.unparse(facts)]


def of_variable(function: ast.FunctionDef, name: str) -> Iterator[str]:
    for node in ast.walk(function):
        for target in getattr(node, "targets", [getattr(node, "target", None)]):
            if isinstance(target, ast.Name) and target.id == name:
                yield from names(function, node.value)
            elif isinstance(target, ast.Subscript) and ast.unparse(target.value) == name:
                yield str(ast.literal_eval(target.slice))


def test_every_fact_has_words_in_both_languages():
    found = {name for function, call in calls() for name in names(function, call.args[3])}
    assert len(found) > 40
    with translation.override("en"):
        english = {name: word_of(name) for name in found}
    with translation.override("vi"):
        assert {n for n in found if word_of(n) in {n, english[n]}} == set()


def test_every_fact_with_words_is_told_by_some_act():
    found = {name for function, call in calls() for name in names(function, call.args[3])}
    assert {*FACT_WORDS, *fact_words()} - found == set()


def test_what_coding_counts_has_words(official_hanoi, operator):
    """Bulk work tells its counts by names that no literal of an entry holds."""
    counts = run_coding(operator).counts
    assert "registry" in counts
    with translation.override("vi"):
        assert {n for n in [*counts, *counts["registry"]] if word_of(n) == n} == set()


def test_every_act_has_words():
    acts = {ast.literal_eval(c.args[1]) for _, c in calls() if isinstance(c.args[1], ast.Constant)}
    assert acts - set(act_words()) == set()


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"medium": "letter", "sample": True}, [("hình thức", "thư"), ("mẫu", "có")]),
        (
            {"kind": "import", "counts": {"created": 12}},
            [("loại", "nhập tệp"), ("số đếm › thêm mới", "12")],
        ),
        (
            {"kind": "coding", "counts": {"given": 10, "registry": {"coded": 9, "no_position": 1}}},
            [
                ("loại", "cấp mã"),
                ("số đếm › mã đã cấp", "10"),
                ("số đếm › sổ địa chỉ › đã có mã", "9"),
                ("số đếm › sổ địa chỉ › Chưa có vị trí", "1"),
            ],
        ),
        ({"finding": "wrong_place"}, [("kết quả xem lại", "sai vị trí")]),
        ({"role": "collector"}, [("vai trò", "Người thu thập")]),
        ({"a thing of tomorrow": "x"}, [("a thing of tomorrow", "x")]),
    ],
)
def test_values_from_a_list_are_told_in_words(facts, told):
    with translation.override("vi"):
        assert list(tell(facts)) == told
