"""A process that undoes the first import and can be killed: ``python killed_undo.py``.

With the name of a list it takes that in instead. Prints one line for each batch
committed. Used by test_killed_undo.
"""

import os
import sys
from pathlib import Path


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
    print("ready", flush=True)
    withdraw_run(run, actor, lambda undo: print(undo.position, flush=True), batch=25)
    print("done", flush=True)


if __name__ == "__main__":
    main()
