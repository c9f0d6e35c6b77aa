from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.utils import timezone

from annotate.models import User
from booklet.models.pages import Page, Revision

# What the search looks in; written so wherever it is used, for the index to be found.
COMMENT_WORDS = SearchVector("text", config="simple")


class Comment(models.Model):
    """What a member says about words of a page, or in reply. Where the words stand now is found at each reading.

    `before` and `after` are the words around the quote when it was commented on: they tell equal passages apart.
    """

    page = models.ForeignKey(Page, models.PROTECT, related_name="comments")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+", db_index=False)
    replies_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replies", db_index=False
    )
    quote = models.TextField(blank=True)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    text = models.TextField()
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["id"]
        indexes = [GinIndex(COMMENT_WORDS, name="comments_by_word")]

    def __str__(self) -> str:
        return f"comment on page {self.page_id}"

    @property
    def thread_id(self) -> int:
        return self.replies_to_id or self.id
