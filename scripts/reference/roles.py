"""The page of roles, from the table that every request asks: `diaban.web.access.RULES`."""

from __future__ import annotations

from diaban.spine.parties.access import ADMINISTRATOR, ROLES, Rule
from diaban.web.access import RULES

HEAD = """\
# Roles: who may do what, and where

One table decides (`diaban.web.access`): an address that is not in it is closed to everybody. Within
an address the territory decides, in every query. A test walks every address and every call with
every role and key, asking for what is there in its own territory and in a neighbour's.

| territory | what is told |
|---|---|
| open | what is public: codes, units, a door's number, street and entrance |
| charge | what lies in the units in one's charge today; the whole city for department and auditor |
| city | the whole city, only for those who see it |
| own | one's own account, files and acts |

*visitor* is whoever has not signed in. *administrator* is a right besides the role. On loopback the
local operator acts as the department, with that right, until the first administrator has joined.
"""


def write_page() -> str:
    columns = [*map(str, ROLES), ADMINISTRATOR]
    head = ["| what | territory | " + " | ".join(columns) + " |", "|---" * (len(columns) + 2) + "|"]
    rows = [_row(rule, columns) for rule in dict.fromkeys(RULES.values())]
    names = [f"| {rule.does} | {_names(rule)} |" for rule in dict.fromkeys(RULES.values())]
    parts = [HEAD, *head, *rows, "", "| what | addresses, by name |", "|---|---|", *names]
    return "\n".join(parts) + "\n"


def _row(rule: Rule, columns: list[str]) -> str:
    marks = ["✓" if column in rule.roles else "" for column in columns]
    return f"| {rule.does} | {rule.territory} | " + " | ".join(marks) + " |"


def _names(rule: Rule) -> str:
    return " ".join(f"`{name}`" for name, found in RULES.items() if found == rule)
