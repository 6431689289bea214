"""A process that imports a file and can be killed: ``python killed_import.py FILE``.

Prints one line for each batch committed. Used by test_killed_import.
"""

import os
import sys
from pathlib import Path


def main(file: Path) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "diaban.web.settings"
    import django

    django.setup()
    from diaban.exchange.importing.pipeline import ImportRequest, run_import
    from diaban.spine.parties.models import local_operator

    request = ImportRequest(file, "killed", local_operator(), batch_rows=60)
    print("ready", flush=True)
    run_import(request, lambda run: print(run.position, flush=True))
    print("done", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
