"""How does the first person get in? Whoever has the server's console makes them an invitation."""

from getpass import getpass
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.urls import reverse

from annotate.models import User
from annotate.problems import Problem
from annotate.services import invitations

DEFAULT_SITE = "http://localhost:8000"


class Command(BaseCommand):
    help = "Print a one-time link that makes the first administrator, or make them here with --username."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--site", default=DEFAULT_SITE, help="address of the site, for the link")
        parser.add_argument("--username", help="make the account here; the password is asked for")
        parser.add_argument("--name", default="", help="the person's name, with --username")
        parser.add_argument(
            "--another", action="store_true", help="although there is an administrator already"
        )

    def handle(self, *arguments: Any, **options: Any) -> None:
        administrators = User.objects.people().filter(is_active=True, is_administrator=True)
        if not options["another"] and (first := administrators.order_by("id").first()):
            self.stdout.write(
                f"There is an administrator already: {first} ({first.username}). Nothing was made. For a new "
                f"password: manage.py create_reset_link {first.username}. For another one: --another."
            )
            return
        if options["username"]:
            self._make_account(options["username"], options["name"] or options["username"])
        else:
            path = reverse("annotate:invitation-acceptance", args=[self._invite()])
            self.stdout.write("Open this link to make your account. It works once, for seven days:")
            self.stdout.write(options["site"].rstrip("/") + path)

    @staticmethod
    def _invite() -> str:
        invitations.revoke_console_invitations()
        return invitations.invite_to_house(by=None, makes_administrator=True, note="create_owner")

    @transaction.atomic
    def _make_account(self, username: str, name: str) -> None:
        try:
            UnicodeUsernameValidator()(username)
            password = self._ask_password(User(username=username, name=name))
            invitation = invitations.invitation_with(self._invite())
            invitations.accept_as_new(
                invitation, username, name, password, settings.LANGUAGE_CODE, settings.TIME_ZONE
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except Problem as problem:
            raise CommandError(problem.sentence) from problem
        self.stdout.write(f"{name} ({username}) can sign in now and is administrator.")

    @staticmethod
    def _ask_password(user: User) -> str:
        password = getpass("Password: ")
        validate_password(password, user)
        if getpass("The same again: ") != password:
            raise CommandError("The two passwords differ. Run the command again.")
        return password
