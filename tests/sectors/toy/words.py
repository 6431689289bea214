from django.utils.translation import gettext_lazy as _

ACTS = {"toy.closed": _("Closed")}
FACTS = {"kites": _("Other")}
