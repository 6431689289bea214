"""Whoever walks the pages has just told their password, which some pages ask for again."""

import time

from allauth.usersessions.models import UserSession
from django.test import Client

from diaban.spine.parties.models import Role, User

VISITOR, OFFICE, COLLECTOR = "visitor", "chief", "collector"


def client_of(who: str) -> Client:
    """Return a client in which the administrator, a collector or nobody has signed in."""
    client = Client()
    if who == VISITOR:
        return client
    people = User.objects.filter(role=Role.COLLECTOR) if who == COLLECTOR else User.objects.all()
    user = people.filter(username=who).first() or people.first()
    client.force_login(user)
    session = client.session
    said = {"method": "password", "at": time.time(), "reauthenticated": True}
    session["account_authentication_methods"] = [said]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    UserSession.objects.create(
        user=user, session_key=session.session_key, ip="127.0.0.1", user_agent="Firefox"
    )
    return client
