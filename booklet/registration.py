"""What the booklet adds to annotate: a page in the navigation, and who answers for the words it holds."""

from django.utils.translation import gettext_lazy as _

from annotate import ports
from booklet.services.demo import add_booklet
from booklet.services.erasing import erase_text
from booklet.services.states import states_of
from booklet.services.taking_along import as_files
from booklet.views.panels import examples_panel
from booklet.views.roles import WRITERS

OF_THE_EXPERTS = "a guideline the project's members write about labels, not about a document"
OF_THE_OWNERS = "what the project is for, not about a document"
ERASED_WITH_IT = "taken out of the decisions on questions about the document"
ERASED_EXAMPLE = "erased with the document it is about"
OUR_OWN_WORDS = "a word of ours from a fixed list"

ACCOUNTED_FOR = {
    "booklet_comment.after": OF_THE_EXPERTS,
    "booklet_comment.before": OF_THE_EXPERTS,
    "booklet_comment.quote": OF_THE_EXPERTS,
    "booklet_comment.text": OF_THE_EXPERTS,
    "booklet_decision.consequences": ERASED_WITH_IT,
    "booklet_decision.context": ERASED_WITH_IT,
    "booklet_decision.decision": ERASED_WITH_IT,
    "booklet_decision.quotes": ERASED_WITH_IT,
    "booklet_decision.title": ERASED_WITH_IT,
    "booklet_draft.text": OF_THE_EXPERTS,
    "booklet_draft.title": OF_THE_EXPERTS,
    "booklet_example.kind": OUR_OWN_WORDS,
    "booklet_example.reasoning": ERASED_EXAMPLE,
    "booklet_example.says": "ids and offsets",
    "booklet_example.words": ERASED_EXAMPLE,
    "booklet_goal.measure": OUR_OWN_WORDS,
    "booklet_goal.note": OF_THE_OWNERS,
    "booklet_goal.purpose": OF_THE_OWNERS,
    "booklet_goal.stop_rule": OF_THE_OWNERS,
    "booklet_page.kind": OUR_OWN_WORDS,
    "booklet_pagelink.title": OF_THE_EXPERTS,
    "booklet_proposal.note": OF_THE_EXPERTS,
    "booklet_proposal.reply": OF_THE_EXPERTS,
    "booklet_proposal.state": OUR_OWN_WORDS,
    "booklet_proposal.text": OF_THE_EXPERTS,
    "booklet_proposal.title": OF_THE_EXPERTS,
    "booklet_traininganswer.says": "ids and offsets",
    "booklet_revision.note": OF_THE_EXPERTS,
    "booklet_revision.text": OF_THE_EXPERTS,
    "booklet_revision.title": OF_THE_EXPERTS,
    "booklet_revision.words": OF_THE_EXPERTS,
}


def register() -> None:
    ports.navigation.append(ports.NavigationEntry(_("Booklet"), "booklet:index"))
    ports.inquiry_pages.append(
        ports.NavigationEntry(_("Make it a decision"), "booklet:decision-new", frozenset(WRITERS))
    )
    ports.document_panels.append(examples_panel)
    ports.word_pages.append(
        ports.WordPage(_("Make an example"), "booklet:example-new", frozenset(WRITERS), "example", "+")
    )
    ports.training_pages.append(ports.NavigationEntry(_("Training"), "booklet:training"))
    ports.export_parts.append(as_files)
    ports.project_states.append(states_of)
    ports.workbench_urls.update(
        {"booklet": "booklet:panel", "booklet_news": "booklet:unread", "hint": "booklet:hint"}
    )
    ports.text_erasers.append(erase_text)
    ports.demo_parts.append(add_booklet)
    ports.accounted_for.update(ACCOUNTED_FOR)
