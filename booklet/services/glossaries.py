"""What a project's glossaries explain."""

from collections.abc import Sequence

from booklet.models import Page
from booklet.services.outlines import Outline
from booklet.text.markdown import Live
from booklet.text.terms import with_terms


def explained(outline: Outline, page: Page | None, parts: Sequence[str | Live]) -> list[str | Live]:
    """The pieces of a page with the glossary's words marked; a glossary explains itself."""
    if page is not None and page.kind == Page.Kind.GLOSSARY:
        return list(parts)
    glossary = outline.glossary
    return list(with_terms(tuple(parts), glossary)) if glossary.terms else list(parts)
