"""The server's entry point, imported by each worker."""

import os
import threading
import time

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diaban.web.settings")
_django = get_wsgi_application()

from diaban.web.api.fast import answer_plain_first  # noqa: E402 - models need Django set up


def _end_with(server: int) -> None:
    """End this worker once its server is gone: killed, it could not tell its workers."""
    while os.getppid() == server:
        time.sleep(1)
    os._exit(0)


if "SERVER_PROCESS_OF_DIABAN" in os.environ:
    _server = int(os.environ["SERVER_PROCESS_OF_DIABAN"])
    threading.Thread(target=_end_with, args=(_server,), daemon=True).start()

application = answer_plain_first(_django)
