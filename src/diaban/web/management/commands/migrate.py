"""Django's `migrate`, but an empty database gets its tables at once; the cache's comes as well."""

from __future__ import annotations

from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connections

from diaban.spine.first_tables import has_no_tables, make_first_tables

_OTHER_WISHES = ("app_label", "check_unapplied", "fake", "fake_initial", "plan", "prune")


class Command(migrate.Command):
    def handle(self, *args: object, **options: object) -> None:
        wants_all = not any(options[wish] for wish in _OTHER_WISHES)
        connection = connections[options["database"]]
        if wants_all and has_no_tables(connection):
            make_first_tables(connection)
        super().handle(*args, **options)
        if wants_all:
            call_command("createcachetable", verbosity=0, database=options["database"])
