from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from annotate.models import Project
from review.services.counters.auditing import differences
from review.services.counters.recounting import recount_anew


class Command(BaseCommand):
    help = "Count the answers for agreement anew, or --check that the counters say what the answers say."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", nargs="*", help="the projects' names in their addresses; all without")
        parser.add_argument("--check", action="store_true", help="change nothing; say what differs")

    def handle(self, *args: object, **options: object) -> None:
        for project in self.asked(options["project"]):
            if options["check"]:
                found = differences(project)
                for sentence in found:
                    self.stdout.write(f"{project.slug}: {sentence}")
                if not found:
                    self.stdout.write(f"{project.slug}: the counters say what the answers say.")
            else:
                recount_anew(project)
                self.stdout.write(f"{project.slug}: a worker counts its answers anew.")

    def asked(self, slugs: list[str]) -> list[Project]:
        projects = Project.objects.filter(retired_at=None).order_by("slug")
        if not slugs:
            return list(projects)
        known = list(projects.filter(slug__in=slugs))
        if unknown := set(slugs) - {project.slug for project in known}:
            msg = f"No project is called {', '.join(sorted(unknown))}. Name it as its address does."
            raise CommandError(msg)
        return known
