"""What review adds to the apps below it."""

from django.utils.translation import gettext_lazy as _

from annotate import ports
from annotate.roles import Role

READERS = (Role.SUPERVISOR, Role.OWNER)


def register() -> None:
    ports.navigation.append(ports.NavigationEntry(_("Review"), "review:agreement", frozenset(READERS)))
