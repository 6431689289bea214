"""Imports that can be killed: ``python killed_import.py``, one import for each file named to it.

Each is done by a process of its own, forked from one that has imported the program but done
nothing with it. It prints its number, then one line for each batch committed.
"""

import os
import sys
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "diaban.web.settings"
import django

django.setup()
from diaban.exchange.importing.pipeline import ImportRequest, run_import  # noqa: E402
from diaban.spine.parties.models import local_operator  # noqa: E402


def say(word: object) -> None:
    """Write a line at one stroke, so that no kill leaves half of it."""
    os.write(sys.stdout.fileno(), f"{word}\n".encode())


def do(file: Path) -> None:
    say(os.getpid())
    request = ImportRequest(file, f"killed {file.suffix}", local_operator(), batch_rows=40)
    run_import(request, lambda run: say(run.position))
    say("done")


def main() -> None:
    while named := sys.stdin.readline():
        if child := os.fork():
            os.waitpid(child, 0)
            say("ended")
            continue
        do(Path(named.strip()))
        os._exit(0)


if __name__ == "__main__":
    main()
