"""A process that undoes the first import and can be killed: ``python killed_undo.py``.

With the name of a list it takes that in instead. Prints one line for each batch
committed. Used by test_killed_undo.
"""

import os
import sys
from pathlib import Path


def say(word: object) -> None:
    """Write a line at one stroke, so that no kill leaves half of it."""
    os.write(sys.stdout.fileno(), f"{word}\n".encode())


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "diaban.web.settings"
    import django

    django.setup()
    from diaban.exchange.importing.pipeline import ImportRequest, run_import
    from diaban.spine.addresses.withdrawing import withdraw_run
    from diaban.spine.parties.models import local_operator
    from diaban.spine.runs.models import Run

    actor = local_operator()
    if sys.argv[1:]:
        run_import(ImportRequest(Path(sys.argv[1]), "killed", actor))
        return
    run = Run.objects.filter(kind="import").earliest("pk")
    say("ready")
    withdraw_run(run, actor, lambda undo: say(undo.position), batch=25)
    say("done")


if __name__ == "__main__":
    main()
