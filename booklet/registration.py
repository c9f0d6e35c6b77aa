"""What the booklet adds to annotate: a page in the navigation, and who answers for the words it holds."""

from django.utils.translation import gettext_lazy as _

from annotate import ports
from annotate.roles import Role
from booklet import ports as own_ports
from booklet.services.addresses import ADDRESSES
from booklet.services.demo import add_booklet
from booklet.services.erasing import erase_text
from booklet.services.map_links import KINDS
from booklet.services.shares.goal_and_maps import GOAL, MAPS
from booklet.services.shares.showing import OUR_SECTIONS
from booklet.services.states import states_of
from booklet.services.taking_along import as_files
from booklet.views.panels import examples_panel
from booklet.views.roles import WRITERS

OF_THE_EXPERTS = "a guideline the project's members write about labels, not about a document"
ERASED_WITH_IT = "taken out of the decisions on questions about the document"
ERASED_EXAMPLE = "erased with the document it is about"
OF_THE_OWNERS = "what owners write about the project, not about a document"
ERASED_COMMENT = "erased with the document it is about"
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
    "booklet_interview.question": OF_THE_EXPERTS,
    "booklet_interview.stakeholder": OF_THE_EXPERTS,
    "booklet_interviewanswer.notes": ERASED_COMMENT,
    "booklet_interviewanswer.reason": ERASED_COMMENT,
    "booklet_interviewanswer.verdict": OUR_OWN_WORDS,
    "booklet_interviewdocument.kind": OUR_OWN_WORDS,
    "booklet_maprevision.nodes": OF_THE_EXPERTS,
    "booklet_mindmap.kind": OUR_OWN_WORDS,
    "booklet_goal.measure": OUR_OWN_WORDS,
    "booklet_goal.note": OF_THE_OWNERS,
    "booklet_goal.purpose": OF_THE_OWNERS,
    "booklet_goal.stop_rule": OF_THE_OWNERS,
    "booklet_page.kind": OUR_OWN_WORDS,
    "booklet_pagelink.title": OF_THE_EXPERTS,
    "booklet_picture.kind": OUR_OWN_WORDS,
    "booklet_picture.content": OF_THE_EXPERTS,
    "booklet_picture.name": OF_THE_EXPERTS,
    "booklet_picture.sha256": OF_THE_EXPERTS,
    "booklet_proposal.note": OF_THE_EXPERTS,
    "booklet_proposal.reply": OF_THE_EXPERTS,
    "booklet_proposal.state": OUR_OWN_WORDS,
    "booklet_proposal.text": OF_THE_EXPERTS,
    "booklet_proposal.title": OF_THE_EXPERTS,
    "booklet_traininganswer.says": "ids and offsets",
    "booklet_revision.note": OF_THE_EXPERTS,
    "booklet_revision.text": OF_THE_EXPERTS,
    "booklet_revision.title": OF_THE_EXPERTS,
    "booklet_schemechange.act": OUR_OWN_WORDS,
    "booklet_schemechange.followed": "ids",
    "booklet_schemechange.labels": "ids",
    "booklet_schemechange.wish": "ids, and names of labels by the project's owners",
    "booklet_revision.words": OF_THE_EXPERTS,
    "booklet_share.introduction": OF_THE_OWNERS,
    "booklet_share.name": OF_THE_OWNERS,
    "booklet_share.sections": "ids, and words of ours",
    "booklet_shareddocument.output": OUR_OWN_WORDS,
    "booklet_shareddocument.says": "ids and offsets",
    "booklet_sharelink.token_hash": "a hash of a random secret",
    "booklet_visit.kind": OUR_OWN_WORDS,
    "booklet_visit.visitor": "a keyed hash of an address",
    "booklet_visitorcomment.name": "as visitors without an account named themselves",
    "booklet_visitorcomment.reply": ERASED_COMMENT,
    "booklet_visitorcomment.text": ERASED_COMMENT,
}


def register() -> None:
    ports.navigation.append(ports.NavigationEntry(_("Booklet"), "booklet:index"))
    ports.settings_pages.append(
        ports.NavigationEntry(_("Sharing"), "booklet:shares", frozenset([Role.OWNER]))
    )
    own_ports.share_sections += [GOAL, MAPS, *OUR_SECTIONS]
    ports.notification_addresses.update(ADDRESSES)
    ports.inquiry_pages.append(
        ports.NavigationEntry(_("Make it a decision"), "booklet:decision-new", frozenset(WRITERS))
    )
    ports.document_panels.append(examples_panel)
    ports.word_pages.append(
        ports.WordPage(_("Make an example"), "booklet:example-new", frozenset(WRITERS), "example", "+")
    )
    ports.question_pages.append(
        ports.NavigationEntry(_("Rename, merge, move or split labels"), "booklet:scheme", frozenset(WRITERS))
    )
    ports.training_pages.append(ports.NavigationEntry(_("Training"), "booklet:training"))
    ports.export_parts.append(as_files)
    ports.project_states.append(states_of)
    ports.workbench_urls.update(
        {"booklet": "booklet:panel", "booklet_news": "booklet:unread", "hint": "booklet:hint"}
    )
    own_ports.map_links += KINDS
    ports.text_erasers.append(erase_text)
    ports.demo_parts.append(add_booklet)
    ports.accounted_for.update(ACCOUNTED_FOR)
