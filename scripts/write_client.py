"""Write the typed Python client anew from the OpenAPI document.

    PYTHONPATH=src .venv/bin/python scripts/write_client.py

A test fails while the committed module differs from what this script would write.
"""

from __future__ import annotations

import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
MODULE = PROJECT / "clients" / "python" / "diaban_client" / "calls.py"


def write_client() -> str:
    """Return the text of the module; Django must be set up."""
    from diaban.web.api.v1 import api  # noqa: PLC0415
    from scripts.client.writing import write_module  # noqa: PLC0415 - after set-up

    return write_module(api.get_openapi_schema(path_prefix="/api/v1/"))


if __name__ == "__main__":
    sys.path.insert(0, str(PROJECT))
    from scripts.write_reference import set_up

    set_up()
    MODULE.write_text(write_client(), encoding="utf-8")
    print(MODULE.relative_to(PROJECT))
