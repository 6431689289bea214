"""Let the first administrator in, or somebody who lost every way of signing in."""

from __future__ import annotations

import argparse

EXAMPLES = """\
examples:
  diaban admin invite lan                        print a link, good once and for three days
  diaban admin invite lan --at https://so.vn     the link for other machines
  diaban admin list                              who may let others in
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True)
    invite = acts.add_parser("invite", help="make an administrator, or a new link for one")
    invite.add_argument("name", help="the name to sign in with")
    invite.add_argument(
        "--at", default="http://localhost:8000", metavar="ADDRESS", help="the server's own address"
    )
    acts.add_parser("list", help="the administrators")


def run(options: argparse.Namespace) -> int:
    from diaban.spine.parties.models import User  # noqa: PLC0415 - after set-up
    from diaban.web.commands import building  # noqa: PLC0415

    building.prepare_database()
    if options.act == "invite":
        return _invite(options)
    rows = User.objects.filter(is_administrator=True).order_by("username")
    for person in rows:
        state = "đã vào / joined" if person.joined_at else "được mời / invited"
        print(f"{person.username:<24} {state}")
    return 0 if rows else 1


def _invite(options: argparse.Namespace) -> int:
    from django.core.exceptions import ValidationError  # noqa: PLC0415 - after set-up
    from django.urls import reverse  # noqa: PLC0415

    from diaban.spine.parties import people  # noqa: PLC0415
    from diaban.spine.parties.models import Role, User, local_operator  # noqa: PLC0415
    from diaban.web.commands.faults import FaultError  # noqa: PLC0415

    actor = local_operator()
    person = User.objects.filter(username=options.name).exclude(pk=actor.pk).first()
    if person is not None and not person.is_administrator:
        people.change_rights(actor, person, person.role, administers=True)
    try:
        token = (
            people.invite_again(actor, person)
            if person is not None
            else people.invite(actor, options.name, Role.DEPARTMENT, administers=True).token
        )
    except ValidationError:
        raise FaultError(
            f"Tên {options.name!r} không dùng được: chỉ gồm chữ, số và @ . + - _",
            f"{options.name!r} cannot be a name: only letters, digits and @ . + - _",
        ) from None
    print(options.at.rstrip("/") + reverse("invitation", args=[token]))
    return 0
