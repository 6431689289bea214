"""A follower: keeps a copy of the registry's public part in a SQLite file, however often it dies.

follower = Follower(client, "copy.sqlite3")
while True:
    follower.catch_up()
    time.sleep(10)
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from diaban_client.calls import Calls, ChangeOut, ChangesOut
from diaban_client.transport import DiabanError

_TABLES = """
    CREATE TABLE IF NOT EXISTS door (identifier TEXT PRIMARY KEY, address TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS place (one INTEGER PRIMARY KEY, feed INTEGER, after INTEGER);
    INSERT OR IGNORE INTO place VALUES (1, 0, 0);
"""


class Follower:
    """Takes a page and the place it leads to in one transaction, so that a kill loses nothing.

    Each door has ``certification`` beside the members of an address.
    """

    def __init__(self, client: Calls, path: str, most: int = 1_000) -> None:
        self._client = client
        self._most = most
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.executescript(_TABLES)

    def catch_up(self) -> None:
        """Take pages until nothing is left."""
        while self.step():
            pass

    def step(self) -> bool:
        """Take one page; say whether there is more."""
        feed, after = self._database.execute("SELECT feed, after FROM place").fetchone()
        try:
            page = self._client.changes(after=after, limit=self._most)
        except DiabanError as error:
            if error.reason != "feed_ahead":
                raise
            self._begin_anew(0)
            return True
        if feed and page.feed != feed:
            # the registry was restored: its numbers mean something else now
            self._begin_anew(page.feed)
            return True
        self._take(page)
        return page.after < page.newest

    def doors(self) -> Iterator[dict[str, Any]]:
        """Yield the addresses of the copy."""
        for (address,) in self._database.execute("SELECT address FROM door ORDER BY identifier"):
            yield json.loads(address)

    def close(self) -> None:
        self._database.close()

    def _take(self, page: ChangesOut) -> None:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            for change in page.changes:
                self._apply(change)
            place = (page.feed, page.after)
            self._database.execute("UPDATE place SET feed = ?, after = ?", place)
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    def _apply(self, change: ChangeOut) -> None:
        if change.address is None:
            gone = (change.identifier,)
            self._database.execute("DELETE FROM door WHERE identifier = ?", gone)
        else:
            told = {**asdict(change.address), "certification": change.certification}
            row = (change.identifier, json.dumps(told, ensure_ascii=False))
            self._database.execute("INSERT OR REPLACE INTO door VALUES (?, ?)", row)

    def _begin_anew(self, feed: int) -> None:
        self._database.execute("BEGIN IMMEDIATE")
        self._database.execute("DELETE FROM door")
        self._database.execute("UPDATE place SET feed = ?, after = 0", (feed,))
        self._database.execute("COMMIT")
