"""The page of personal data, from the tables that erasing and retention ask."""

from __future__ import annotations

from diaban.spine.privacy.holdings import HOLDINGS, Holding
from diaban.spine.privacy.retention import every_kept

HEAD = """\
# Personal data: what is held, how long, and what erasing does

## Kept how long

The worker deletes or empties daily what is past its days; `diaban retention` tells what that is.
`DIABAN_KEEP` changes days ([settings](settings.md)). The journal and the observations are kept
for ever: they hold no person's data, but who acted, as a number. Files sent for import go three
days after their last use.

| name | days | what |
|---|---|---|
"""
HELD = """
## Held of a person with an account

Besides the account itself (name, role, territory, last sign-in). *gone*: deleted when the person
is erased. *nameless*: stays, and leads to an account without a name. *emptied*: nameless, and free
texts emptied.

| where | what | told to the person | erased |
|---|---|---|---|
"""


def write_page() -> str:
    kept = "".join(f"| `{k.name}` | {k.days} | {k.vi} / {k.en} |\n" for k in every_kept())
    return HEAD + kept + HELD + "".join(map(_row, HOLDINGS))


def _row(holding: Holding) -> str:
    told = " ".join(f"`{column}`" for column in holding.tells)
    return f"| `{holding.name}` | {holding.vi} / {holding.en} | {told} | {holding.erased} |\n"
