"""What a project's glossaries explain."""

from collections.abc import Sequence

from django.urls import reverse

from annotate.models import Project
from booklet.models import Page
from booklet.text.markdown import Live
from booklet.text.terms import Glossary, terms_in, with_terms


def glossary_of(project: Project) -> Glossary:
    """The terms of all living glossary pages: one query. Of a word that two explain, the first page's holds."""
    pages = project.pages.living().filter(kind=Page.Kind.GLOSSARY).order_by("position", "id")
    terms = {}
    for page, text in pages.values_list("id", "current__text"):
        for term in terms_in(text, reverse("booklet:page", args=[project.slug, page])):
            terms.setdefault(term.key, term)
    return Glossary(tuple(terms.values()))


def explained(project: Project, page: Page | None, parts: Sequence[str | Live]) -> list[str | Live]:
    """The pieces of a page with the glossary's words marked; a glossary explains itself."""
    if page is not None and page.kind == Page.Kind.GLOSSARY:
        return list(parts)
    glossary = glossary_of(project)
    return list(with_terms(tuple(parts), glossary)) if glossary.terms else list(parts)
