"""What the booklet adds to annotate: a page in the navigation, and who answers for the words it holds."""

from django.utils.translation import gettext_lazy as _

from annotate import ports
from booklet.services.erasing import erase_text

OF_THE_EXPERTS = "a guideline the project's members write about labels, not about a document"
ERASED_WITH_IT = "taken out of the decisions on questions about the document"
OUR_OWN_WORDS = "a word of ours from a fixed list"

ACCOUNTED_FOR = {
    "booklet_decision.consequences": ERASED_WITH_IT,
    "booklet_decision.context": ERASED_WITH_IT,
    "booklet_decision.decision": ERASED_WITH_IT,
    "booklet_decision.quotes": ERASED_WITH_IT,
    "booklet_decision.title": ERASED_WITH_IT,
    "booklet_draft.text": OF_THE_EXPERTS,
    "booklet_draft.title": OF_THE_EXPERTS,
    "booklet_page.kind": OUR_OWN_WORDS,
    "booklet_pagelink.title": OF_THE_EXPERTS,
    "booklet_proposal.note": OF_THE_EXPERTS,
    "booklet_proposal.reply": OF_THE_EXPERTS,
    "booklet_proposal.state": OUR_OWN_WORDS,
    "booklet_proposal.text": OF_THE_EXPERTS,
    "booklet_proposal.title": OF_THE_EXPERTS,
    "booklet_revision.note": OF_THE_EXPERTS,
    "booklet_revision.text": OF_THE_EXPERTS,
    "booklet_revision.title": OF_THE_EXPERTS,
}


def register() -> None:
    ports.navigation.append(ports.NavigationEntry(_("Booklet"), "booklet:index"))
    ports.text_erasers.append(erase_text)
    ports.accounted_for.update(ACCOUNTED_FOR)
