"""What the workers of a round share out among them: whole files, and some files together."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

# Made once by each worker that is asked for it, which takes longer than most files.
_CITY = re.compile(r"\b(?:un)?coded_city\b")


def scheduler(config: pytest.Config, log: Any) -> Any:
    """Let one worker have all files that copy the synthetic city, and any have another file."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return bundle_of(config.rootpath, nodeid.partition("::")[0])

    return ByFile(config, log)


@cache
def bundle_of(project: Path, file: str) -> str:
    """Return the name of what the tests of a file are given to a worker with."""
    path = project / file
    if path.suffix == ".py" and _CITY.search(path.read_text(encoding="utf-8")):
        return "the city"
    return file
