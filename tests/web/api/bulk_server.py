"""The product's server with limits that a test can wait for: ``python bulk_server.py PORT``."""

import os
import sys

if __name__ == "__main__":
    from diaban.web.commands.serving import Server, make_server

    make_server(Server(int(sys.argv[1]), 1), "tests.web.api.bulk_server:application").serve()
else:
    from diaban.web.api import bulk_stream
    from diaban.web.wsgi import application

    names = ("idle_seconds", "seconds", "unread_seconds")
    bulk_stream.LIMITS = bulk_stream.Limits(
        **{name: float(os.environ[name]) for name in names if name in os.environ}
    )
    __all__ = ["application"]
