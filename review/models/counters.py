"""What agreement is computed from without reading the answers again: counted by review/services/counters.

They are written by nobody but the counting itself, from rows that are checked, so they name without constraints.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from annotate.models import Document, Project, Question, User

BY_NAME = {"on_delete": models.PROTECT, "related_name": "+", "db_constraint": False, "db_index": False}


class Counting(models.Model):
    """How far the counters of a project are: of which events they know, and by which rule they counted."""

    project = models.OneToOneField(Project, models.PROTECT, primary_key=True, related_name="+")
    version = models.SmallIntegerField()  # of the code that counted: review/services/counters/counting.py
    drawn_keys = models.SmallIntegerField()  # the share of the documents that was drawn then, as overlap keys
    is_whole = models.BooleanField(default=False)  # or a recount is under way
    recounted_by = models.BigIntegerField()  # the job
    settled = models.BigIntegerField(default=0)  # every event up to this one is counted
    taken = ArrayField(models.BigIntegerField(), default=list)  # and these later ones
    # `settled` is this when all transactions before the next are over
    awaited = models.BigIntegerField(default=0)
    awaited_transaction = models.BigIntegerField(default=0)
    newest = models.BigIntegerField(default=0)  # the newest answer that is counted
    counted_at = models.DateTimeField(null=True)  # when it was saved

    def __str__(self) -> str:
        return f"counters of {self.project_id} up to answer {self.newest}"


class CountedAnswer(models.Model):
    """An answer that was given to a question, as a number: a label's id, a rating, or the ids of a set of labels."""

    question = models.ForeignKey(Question, **BY_NAME)
    content = ArrayField(models.BigIntegerField())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "content"], name="an_answer_has_one_number")
        ]

    def __str__(self) -> str:
        return f"{self.content} to question {self.question_id}"


class CountedDocument(models.Model):
    """What a document has added to the counters: who said what first, and why that counts or does not."""

    question = models.ForeignKey(Question, **BY_NAME)
    document = models.ForeignKey(Document, **BY_NAME)
    authors = ArrayField(models.BigIntegerField())
    answers = ArrayField(models.BigIntegerField())  # CountedAnswer, in the same order
    reasons = ArrayField(models.SmallIntegerField())  # review/services/overlap.py
    slices = ArrayField(
        models.BigIntegerField(), default=list
    )  # which of each kind: services/counters/slicing.py

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "document"], name="a_document_counts_once")
        ]

    def __str__(self) -> str:
        return f"document {self.document_id} in question {self.question_id}"


class CountedPattern(models.Model):
    """How many documents were given these answers, so often each: agreement depends on nothing else."""

    question = models.ForeignKey(Question, **BY_NAME)
    which = models.CharField(max_length=12)
    pattern = ArrayField(models.BigIntegerField())  # answer, how often, next answer, how often, …
    documents = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "which", "pattern"], name="a_pattern_is_counted_once")
        ]

    def __str__(self) -> str:
        return f"{self.documents} documents with {self.pattern}"


class CountedSlice(models.Model):
    """The patterns of one week, phase, batch, or block of groups: over time, in parts, and for drawing groups."""

    question = models.ForeignKey(Question, **BY_NAME)
    which = models.CharField(max_length=12)
    kind = models.CharField(max_length=8)
    part = models.BigIntegerField()
    pattern = ArrayField(models.BigIntegerField())
    documents = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question", "which", "kind", "part", "pattern"], name="a_slice_is_counted_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.documents} documents with {self.pattern} in {self.kind} {self.part}"


class CountedPair(models.Model):
    """On how many documents the one said this and the other said that."""

    question = models.ForeignKey(Question, **BY_NAME)
    which = models.CharField(max_length=12)
    one = models.ForeignKey(User, **BY_NAME)
    other = models.ForeignKey(User, **BY_NAME)
    one_said = models.BigIntegerField()  # CountedAnswer
    other_said = models.BigIntegerField()
    documents = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question", "which", "one", "other", "one_said", "other_said"],
                name="a_pair_is_counted_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.documents} documents of {self.one_id} and {self.other_id}"


class CountedAuthor(models.Model):
    """How many first answers somebody gave that count, or do not for this reason."""

    question = models.ForeignKey(Question, **BY_NAME)
    author = models.ForeignKey(User, **BY_NAME)
    reason = models.SmallIntegerField()
    answers = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "author", "reason"], name="an_author_is_counted_once")
        ]

    def __str__(self) -> str:
        return f"{self.answers} answers of {self.author_id}"
