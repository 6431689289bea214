"""What each sector brings to the walks over every address and every page.

``tests/sectors/<label>/walk.py`` has, all of them:

``furnish(ground)`` makes one of everything in a commune of `tests.two_communes` and adds its names;
``ask(get, post, send)`` says how each address is asked for, as `tests.web.accounts.asks` does;
``MARKED`` are the names of addresses in whose answers the commune's own mark is read;
``NO_PAGE`` are the names of what is no page, ``stops()`` the pages of the demonstration: name, who
(`tests.web.walk.signing_in`), path, and where it differs what they hold and their status.
"""

from importlib import import_module
from pathlib import Path
from types import ModuleType


def sector_walks() -> list[ModuleType]:
    files = sorted(Path(__file__).parent.glob("*/walk.py"))
    return [import_module(f"tests.sectors.{file.parent.name}.walk") for file in files]
