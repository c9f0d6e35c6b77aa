"""What must happen to the database and the files before the other processes may start?"""

from multiprocessing import get_context
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

COLLECT = ("collectstatic", "--no-input", "--verbosity=0", "--ignore=rest_framework")


class Command(BaseCommand):
    """Run at every start: each step does nothing when there is nothing to do."""

    help = "Bring the database and the static files up to date, and load the demo project if DEMO is True."

    def handle(self, *arguments: Any, **options: Any) -> None:
        # Whoever starts Gloss waits for the longer of the two. A fork has all apps loaded, and no connection yet
        files = get_context("fork").Process(target=call_command, args=COLLECT)
        files.start()
        try:
            call_command("migrate", interactive=False, verbosity=0)
            if settings.DEMO:
                call_command("load_demo", stdout=self.stdout)
        finally:
            files.join()
        if files.exitcode:
            msg = "The static files could not be collected; the lines above say why."
            raise CommandError(msg)
