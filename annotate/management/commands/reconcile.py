from django.core.management.base import BaseCommand

from annotate.jobs import reconcile


class Command(BaseCommand):
    help = "Take over jobs whose worker fell silent and send again the messages that got lost. Harmless at any time."

    def handle(self, *args: object, **options: object) -> None:
        done = reconcile()
        if done.was_busy:
            self.stdout.write("Another reconciler is at work just now. Nothing to do.")
            return
        self.stdout.write(
            f"Taken over: {done.taken_over}. Failed for good: {done.failed}. Cancelled: {done.cancelled}. "
            f"Hints sent: {done.hinted}. Files swept: {done.swept}."
        )
        if done.without_redis:
            self.stdout.write(
                f"Redis did not answer: {done.without_redis} jobs wait for it. "
                "They start within 30 seconds of its return."
            )
