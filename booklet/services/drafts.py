"""What somebody is writing and has not saved: kept as they type, seen by nobody else."""

from django.utils import timezone

from annotate.models import User
from booklet.models import Draft, Page
from booklet.services.pages import LONGEST_TITLE, check_length


def keep_draft(page: Page, by: User, *, base: int, title: str, text: str) -> Draft:
    """Keep what is in the form. Raises Invalid for more than a page can hold: a draft is all of it or none."""
    text = text.replace("\r\n", "\n").replace("\0", "")
    check_length(text)
    kept, _made = Draft.objects.update_or_create(
        page=page,
        author=by,
        defaults={
            "base": base,
            "title": title.replace("\0", "")[:LONGEST_TITLE],
            "text": text,
            "saved_at": timezone.now(),
        },
    )
    return kept


def draft_of(page: Page, by: User) -> Draft | None:
    return page.drafts.filter(author=by).first()


def drop_draft(page: Page, by: User) -> None:
    page.drafts.filter(author=by).delete()
