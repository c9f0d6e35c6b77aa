"""What must happen to the database and the files before the other processes may start?"""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Run at every start: each step does nothing when there is nothing to do."""

    help = "Bring the database and the static files up to date, and load the demo project if DEMO is True."

    def handle(self, *arguments: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["rest_framework"])
        if settings.DEMO:
            call_command("load_demo", stdout=self.stdout)
