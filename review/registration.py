"""What review adds to the apps below it: pages in the navigation, and who answers for the words it holds."""

from django.utils.translation import gettext_lazy as _

from annotate import ports
from annotate.models import Document, Membership
from annotate.roles import Role
from booklet.ports import share_sections
from review.services.acceptance import erasing as proposals
from review.services.adjudication import erasing as adjudications
from review.services.annotators import grades_of
from review.services.costs import rates
from review.services.costs.demo import add_costs
from review.services.gold_checks import erasing as gold_checks
from review.services.measures import agreement_of
from review.services.phases.demo import say_what_disagreement_means
from review.services.releases import erasing as releases
from review.services.releases.demo import add_release
from review.services.sessions import erasing as sessions
from review.services.sharing import FIGURES
from review.services.spot_checks import erasing as spot_checks
from review.services.spot_checks.demo import add_spot_check
from review.services.states import reviewed
from review.services.suspicions import erasing as suspicions
from weaklabels import ports as model_ports

READERS = (Role.SUPERVISOR, Role.OWNER)
OUR_OWN_WORDS = "a word of ours from a fixed list"

ACCOUNTED_FOR = {
    "review_adjudication.comment": "erased with the document, its decider or those it was sent back to",
    "review_adjudication.outcome": OUR_OWN_WORDS,
    "review_contest.reason": "erased with the document and with who contested",
    "review_countedpair.which": OUR_OWN_WORDS,
    "review_countedpattern.which": OUR_OWN_WORDS,
    "review_countedslice.kind": OUR_OWN_WORDS,
    "review_countedslice.which": OUR_OWN_WORDS,
    "review_keptmeasure.name": OUR_OWN_WORDS,
    "review_keptmeasure.why": OUR_OWN_WORDS,
    "review_rates.currency": "three letters",
    "review_reviewtime.kind": OUR_OWN_WORDS,
    "review_phasebeginning.reason": "why an owner began a phase: about the project, not about a document",
    "review_phasebeginning.tests": "words of ours and numbers",
    "review_proposal.contents": "erased with the document; of texts it names annotations only",
    "review_projectthresholds.reason": "why an owner reads agreement so: about the project, not about a document",
    "review_release.archive_sha256": "forgotten with any document of the release, or person it names",
    "review_release.booklet": "ids",
    "review_release.counts": "numbers, by names of questions and labels",
    "review_release.facts": "numbers, names of labels and imports, and what owners say of the project",
    "review_release.files": "hashes and sizes; forgotten with any document of the release, or person it names",
    "review_release.made_with": OUR_OWN_WORDS,
    "review_release.name": "what the project's supervisors call a release",
    "review_release.names": "of questions and labels; of annotators, if chosen, which are erased with the person",
    "review_release.retired_because": "why supervisors retired a release, not about a document",
    "review_release.statement": "the facts, and what supervisors and owners say of the data as a whole",
    "review_release.ways": "numbers and words of ours",
    "review_release.wish": "ids and words of ours",
    "review_release.words": "what supervisors and owners say of the data as a whole",
    "review_releaseddocument.aggregated": "ids and numbers",
    "review_sampledanswer.note": "erased with the document and with its checker",
    "review_sampledanswer.own": "erased with the document; the rest is ids and numbers",
    "review_sampledanswer.own_state": OUR_OWN_WORDS,
    "review_sampledanswer.verdict": OUR_OWN_WORDS,
    "review_sessionitem.decision": "what it repeats of a document is erased with it",
    "review_sessionitem.figures": "ids and numbers",
    "review_sessionitem.kind": OUR_OWN_WORDS,
    "review_sessionitem.quotes": "erased with the document",
    "review_spotcheck.abandoned_because": "erased with the person who gave it up",
    "review_spotcheck.batch": "ids and numbers",
    "review_spotcheck.kind": OUR_OWN_WORDS,
    "review_spotcheck.outcome": OUR_OWN_WORDS,
    "review_spotcheck.parts": "ids and numbers",
    "review_spotcheck.purpose": "erased with the person who made it",
    "review_spotcheck.split_by": OUR_OWN_WORDS,
    "review_spotcheck.wished": "ids and dates",
    "review_suspicionrun.computed_on": "ids and numbers",
}


def register() -> None:
    ports.navigation.append(ports.NavigationEntry(_("Review"), "review:agreement", frozenset(READERS)))
    ports.workbench_urls["contest"] = "review:contest-list"
    for ours in (adjudications, gold_checks, releases, spot_checks):
        ports.text_erasers.append(ours.erase_text)
        ports.person_erasers.append(ours.erase_person)
    ports.person_erasers.append(rates.erase_person)
    ports.settings_pages += [
        ports.NavigationEntry(_("Agreement"), "review:thresholds", frozenset([Role.OWNER])),
        ports.NavigationEntry(_("Rates"), "review:rates", frozenset([Role.OWNER])),
    ]
    ports.text_erasers += [proposals.erase_text, sessions.erase_text, suspicions.erase_text]
    ports.demo_parts += [add_spot_check, say_what_disagreement_means, add_costs]
    ports.demo_endings.append(add_release)
    model_ports.annotator_grades.append(grades_of)
    ports.project_states.append(reviewed.states_of)
    ports.goal_measures["agreement"] = agreement_of
    ports.accounted_for.update(ACCOUNTED_FOR)
    ports.document_panels.append(adjudication_panel)
    share_sections.append(FIGURES)


def adjudication_panel(membership: Membership, document: Document) -> tuple[str, dict[str, object]] | None:
    """To a document's answers side by side, for those who decide."""
    if not membership.has(*READERS) or document.erased_at:
        return None
    return "review/_adjudication_panel.html", {"document": document}
