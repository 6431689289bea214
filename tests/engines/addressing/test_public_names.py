"""The engine's public face: every name is explained by an example, and Django is not needed."""

import inspect
import subprocess
import sys

import pytest

from diaban.engines import addressing


@pytest.mark.parametrize("name", addressing.__all__)
def test_every_public_name_has_an_example(name):
    thing = getattr(addressing, name)
    if inspect.isclass(thing) or inspect.isfunction(thing):
        assert ">>>" in (inspect.getdoc(thing) or ""), name


def test_the_engine_is_read_without_django_or_a_database():
    code = (
        "import sys; from diaban.engines import addressing; "
        "sys.exit(any(m.split('.')[0] in {'django', 'sqlite3', 'psycopg'} for m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, env={"PYTHONPATH": "src"})
    assert done.returncode == 0
