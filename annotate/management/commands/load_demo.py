"""The demo project, made once. `make up` calls this at every start."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from annotate.services.demo import PASSWORD, PEOPLE, SLUG, NamesTaken, load_demo


class Command(BaseCommand):
    help = "Make the demo project and its accounts, unless they are there. Needs DEMO=True."

    def handle(self, *arguments: Any, **options: Any) -> None:
        if not settings.DEMO:
            msg = "DEMO is off: the demo's accounts have a published password and are made only where DEMO=True."
            raise CommandError(msg)
        try:
            load_demo()
        except NamesTaken as error:
            self.stdout.write(
                f"The demo is not loaded: there are accounts already that are called {error}. "
                "Set DEMO=False, or load it into an empty database."
            )
            return
        self.stdout.write(
            f"The demo project is at /projects/{SLUG}/. Sign in as {', '.join(PEOPLE)}; the password is {PASSWORD}"
        )
