"""A data statement: the facts that were gathered, and what people say beside them."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from review.models import Release

# What cannot be counted: a field of the form each, and a section where something is written in it.
WORDS = {
    "use": (gettext_lazy("What it is for, and what not"), gettext_lazy("Whom should it not be used on?")),
    "languages": (
        gettext_lazy("Languages and where the texts come from"),
        gettext_lazy("Languages and varieties, who wrote or spoke, when, on what occasion."),
    ),
    "people": (
        gettext_lazy("Who the annotators are"),
        gettext_lazy("As far as they agree to have it said: training, languages, pay."),
    ),
    "gaps": (gettext_lazy("What is missing or doubtful"), gettext_lazy("What you know that no count shows.")),
    "rights": (
        gettext_lazy("Licence, consent and contact"),
        gettext_lazy("Who may use it, and whom to ask."),
    ),
}


def statement_of(release: Release) -> str:
    """As Markdown. What people write keeps its lines; its headings go below ours."""
    parts = ["# " + _("%(project)s, release %(name)s") % _named(release), release.facts]
    parts += [
        f"## {title}\n\n{_lowered(release.words[name])}\n"
        for name, (title, _help) in WORDS.items()
        if name in release.words
    ]
    return "\n".join([parts[0] + "\n", *parts[1:]])


def _named(release: Release) -> dict[str, str]:
    return {"project": " ".join(release.names["project"]["name"].split()), "name": release.name}


def _lowered(text: str) -> str:
    return "\n".join(f"##{line}" if line.startswith("#") else line for line in text.splitlines())
