from django.db import models

from annotate.models.annotations import Annotation


class Payment(models.Model):
    """What an answer from outside was paid, where the file that brought it says so. Append-only, as the answer is."""

    annotation = models.OneToOneField(Annotation, models.PROTECT, primary_key=True, related_name="payment")
    amount = models.DecimalField(max_digits=14, decimal_places=6)  # in the project's currency

    def __str__(self) -> str:
        return f"{self.amount} for annotation {self.annotation_id}"
