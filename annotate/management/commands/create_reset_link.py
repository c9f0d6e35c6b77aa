"""What if the only administrator forgot the password? Whoever has the server's console makes a reset link."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from annotate.management.commands.create_owner import DEFAULT_SITE
from annotate.models import User
from annotate.problems import Problem
from annotate.services import accounts


class Command(BaseCommand):
    help = "Print a one-time link with which this person sets a new password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--site", default=DEFAULT_SITE, help="address of the site, for the link")

    def handle(self, *arguments: Any, **options: Any) -> None:
        try:
            user = User.objects.get_by_natural_key(options["username"])
            secret = accounts.make_reset_link(user, by=None)
        except User.DoesNotExist:
            raise CommandError(f"Nobody has the user name {options['username']}.") from None
        except Problem as problem:
            raise CommandError(problem.sentence) from problem
        self.stdout.write(f"{user} sets a new password here. The link works once, for 24 hours:")
        self.stdout.write(options["site"].rstrip("/") + reverse("annotate:password-reset", args=[secret]))
