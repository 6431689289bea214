"""The names that others may use, and that each is explained by an example that runs."""

import doctest
import inspect

import pytest

from diaban.engines import vpostcode

SURFACE = [
    "ALPHABET",
    "Areas",
    "Box",
    "Cell",
    "CodeError",
    "KeyRange",
    "ParsedCode",
    "PostalArea",
    "Registry",
    "Scheme",
    "Suggestion",
    "VPOSTCODE_2020",
    "Verdict",
    "cell_at",
    "cell_of_order_key",
    "cells_of_tail",
    "check",
    "correct",
    "cover",
    "decode",
    "decode_tail",
    "decode_tails",
    "encode",
    "encode_tail",
    "encode_tail_e7",
    "encode_tails",
    "encode_tails_e7",
    "format_code",
    "neighbours",
    "order_key",
    "order_keys",
    "order_keys_e7",
    "parse",
    "read_tails",
    "squeeze",
    "tail_of_order_key",
    "tails_of_order_keys",
    "write_codes",
    "write_tails",
]
VALUES = {"ALPHABET", "VPOSTCODE_2020"}  # explained beside their definitions
TAKES_A_SCHEME = [
    "cell_at",
    "cell_of_order_key",
    "cells_of_tail",
    "check",
    "correct",
    "decode",
    "decode_tail",
    "decode_tails",
    "encode",
    "encode_tail",
    "encode_tail_e7",
    "encode_tails",
    "encode_tails_e7",
    "format_code",
    "parse",
    "read_tails",
    "tail_of_order_key",
    "tails_of_order_keys",
    "write_codes",
]


def test_the_public_names_are_these_and_no_others() -> None:
    assert sorted(vpostcode.__all__) == sorted(SURFACE)


@pytest.mark.parametrize("name", sorted(set(SURFACE) - VALUES))
def test_a_public_name_has_an_example_that_runs(name: str) -> None:
    public = getattr(vpostcode, name)
    module = inspect.getmodule(public)
    examples = doctest.DocTestFinder(recurse=False).find(public, name, module=module)
    assert any(test.examples for test in examples)
    runner = doctest.DocTestRunner(verbose=False)
    assert all(runner.run(test).failed == 0 for test in examples)


@pytest.mark.parametrize("name", TAKES_A_SCHEME)
def test_whatever_depends_on_the_scheme_takes_one_by_its_name_and_has_a_default(name: str) -> None:
    scheme = inspect.signature(getattr(vpostcode, name)).parameters["scheme"]
    assert scheme.kind is inspect.Parameter.KEYWORD_ONLY
    assert scheme.default is vpostcode.VPOSTCODE_2020
