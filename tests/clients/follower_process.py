"""A follower as its user runs it, in a process of its own: `SITE KEY COPY`, until it is killed."""

import sys
import time
from http.client import HTTPException

from diaban_client import DiabanError, Follower, connect

# pages are small so that a kill falls between and into many
MOST = 40


def main(site: str, key: str, path: str) -> None:
    follower = Follower(connect(site, key), path, most=MOST)
    while True:
        try:
            follower.catch_up()
        except (DiabanError, OSError, HTTPException) as error:
            print(error, file=sys.stderr, flush=True)
        time.sleep(0.02)


if __name__ == "__main__":
    main(*sys.argv[1:])
