"""The Vietnamese catalogue is whole and its compiled form is fresh."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from django.utils import translation
from django.utils.translation import gettext, ngettext

PROJECT = Path(__file__).resolve().parents[3]
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def _compiler() -> ModuleType:
    path = PROJECT / "scripts" / "compile_messages.py"
    spec = importlib.util.spec_from_file_location("compile_messages", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


COMPILER = _compiler()
ROOTS = COMPILER.roots()


@pytest.fixture(scope="module")
def compiler() -> ModuleType:
    return COMPILER


@pytest.fixture(scope="module", params=ROOTS, ids=lambda root: root.name)
def root(request) -> Path:
    return request.param


@pytest.fixture(scope="module")
def catalogue(root: Path) -> dict[str, str]:
    return COMPILER.read_catalogue(source(root))


def source(root: Path) -> Path:
    return root / "locale" / "vi" / "LC_MESSAGES" / "django.po"


def test_every_text_of_templates_and_code_is_translated(root) -> None:
    used = COMPILER.used_messages(root)
    assert len(used) > (150 if root == COMPILER.WEB else 0)
    assert sorted(set(used) - COMPILER.known_messages(root, "vi")) == []


def test_no_translation_is_left_over(root, catalogue) -> None:
    assert sorted(set(catalogue) - set(COMPILER.used_messages(root)) - {""}) == []


def test_no_text_is_translated_in_two_ways() -> None:
    """All catalogues are read as one: of two translations one would be lost in silence."""
    ways: dict[str, set[str]] = {}
    for place in ROOTS:
        for key, text in COMPILER.read_catalogue(source(place)).items():
            ways.setdefault(key, set()).add(text)
    assert [key for key, texts in ways.items() if key and len(texts) > 1] == []


def test_the_compiled_catalogue_is_fresh(root, catalogue) -> None:
    compiled = source(root).with_suffix(".mo").read_bytes()
    assert compiled == COMPILER.compile_catalogue(catalogue), (
        "run: python scripts/compile_messages.py"
    )


def test_translations_keep_their_placeholders(catalogue) -> None:
    for key, text in catalogue.items():
        if key:
            assert set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(key)), key


def test_the_catalogue_speaks_through_django() -> None:
    with translation.override("vi"):
        assert gettext("Coverage") == "Độ phủ"
        assert ngettext("row", "rows", 3) == "dòng"
    with translation.override("en"):
        assert gettext("Coverage") == "Coverage"
        assert ngettext("row", "rows", 3) == "rows"


def test_a_broken_catalogue_is_refused_by_file_and_line(compiler, tmp_path: Path) -> None:
    broken = tmp_path / "broken.po"
    broken.write_text('msgid "a"\nmsgstr no quotes\n')
    with pytest.raises(compiler.CatalogueError, match=r"broken\.po, line 2"):
        compiler.read_catalogue(broken)


def test_a_text_translated_twice_is_refused(compiler, tmp_path: Path) -> None:
    twice = tmp_path / "twice.po"
    twice.write_text('msgid "a"\nmsgstr "1"\n\nmsgid "a"\nmsgstr "2"\n')
    with pytest.raises(compiler.CatalogueError, match="twice"):
        compiler.read_catalogue(twice)


def test_context_and_plural_are_keyed_as_compiled_files_have_them(compiler, tmp_path) -> None:
    file = tmp_path / "kinds.po"
    file.write_text(
        'msgctxt "c"\nmsgid "a"\nmsgstr "1"\n\nmsgid "b"\nmsgid_plural "bs"\nmsgstr[0] "2"\n'
        '\nmsgid ""\n"lo"\n"ng"\nmsgstr "3"\n\nmsgid "blank"\nmsgstr ""\n'
    )
    assert compiler.read_catalogue(file) == {"c\4a": "1", "b\0bs": "2", "long": "3"}
