"""What the rules add to annotate: a page in the navigation, their part in an erasure, and some for the demo."""

from django.utils.translation import gettext_lazy as _

from annotate import ports
from annotate.models import Document
from booklet import ports as booklet_ports
from weaklabels.models import ModelAnswer, ModelServer, Rival, SoftLabels, VoteUpload
from weaklabels.services.corpus import forget_text
from weaklabels.services.demo import add_rules
from weaklabels.services.learning import suggesting as learned
from weaklabels.services.learning.pieces import forget_pieces
from weaklabels.services.learning.reaching import model_of
from weaklabels.services.learning.reasons import SENTENCES
from weaklabels.services.learning.vectors import forget_vectors
from weaklabels.services.linking import RULES
from weaklabels.services.scheme import RULES_AND_MODELS
from weaklabels.services.sharing import TRYING, say_by_rules
from weaklabels.services.suggesting import forget_proposals, proposals_for
from weaklabels.services.votes import erase_votes
from weaklabels.views.panels import rules_panel
from weaklabels.views.roles import READERS, WRITERS

OF_THE_EXPERTS = "what the project's experts say about words, not about a document"
OUR_OWN_WORDS = "a word of ours from a fixed list"
NUMBERS = "ids and numbers"

ACCOUNTED_FOR = {
    "weaklabels_declinedrule.definition": OF_THE_EXPERTS,
    "weaklabels_candidatelist.documents": NUMBERS,
    "weaklabels_candidatelist.reason_numbers": NUMBERS,
    "weaklabels_candidatelist.reasons": "a code or sentence of ours with names of labels",
    "weaklabels_candidatelist.scores": NUMBERS,
    "weaklabels_candidatelist.source": OUR_OWN_WORDS,
    "weaklabels_candidatelist.stream": OUR_OWN_WORDS,
    "weaklabels_dictionary.name": OF_THE_EXPERTS,
    "weaklabels_dictionary.packed": OF_THE_EXPERTS,
    "weaklabels_dictionary.sha256": OF_THE_EXPERTS,
    "weaklabels_functionversion.definition": OF_THE_EXPERTS,
    "weaklabels_judgement.verdict": OUR_OWN_WORDS,
    "weaklabels_modelanswer.answer": "one of the answers a rule allows, by its author",
    "weaklabels_modelanswer.marks": "places and an answer of these; taken out with the document's words",
    "weaklabels_modelanswer.key": "a hash; taken out with the document's words",
    "weaklabels_labelingfunction.guideline": OF_THE_EXPERTS,
    "weaklabels_labelingfunction.kind": OUR_OWN_WORDS,
    "weaklabels_labelingfunction.name": OF_THE_EXPERTS,
    "weaklabels_labelingfunction.origin": OUR_OWN_WORDS,
    "weaklabels_labelmodelfit.label_model": OUR_OWN_WORDS,
    "weaklabels_labelmodelfit.report": NUMBERS,
    "weaklabels_proposedpiece.documents": NUMBERS,
    "weaklabels_proposedpiece.ends": NUMBERS,
    "weaklabels_proposedpiece.labels": NUMBERS,
    "weaklabels_proposedpiece.scores": NUMBERS,
    "weaklabels_proposedpiece.starts": NUMBERS,
    "weaklabels_learningsettings.strategy": OUR_OWN_WORDS,
    "weaklabels_modelserver.address": "one of the operator's list",
    "weaklabels_modelserver.problem": "erased with any document of the project",
    "weaklabels_modelserver.use": OUR_OWN_WORDS,
    "weaklabels_modelserver.version": "what a server calls its model",
    "weaklabels_modelrun.answers": NUMBERS,
    "weaklabels_modelrun.audit": NUMBERS,
    "weaklabels_modelrun.audit_chances": NUMBERS,
    "weaklabels_modelrun.audit_spans": NUMBERS,
    "weaklabels_modelrun.gold": NUMBERS,
    "weaklabels_modelrun.report": NUMBERS,
    "weaklabels_modelrun.versions": "of the libraries",
    "weaklabels_predictedpiece.documents": NUMBERS,
    "weaklabels_predictedpiece.ends": NUMBERS,
    "weaklabels_predictedpiece.labels": NUMBERS,
    "weaklabels_predictedpiece.scores": NUMBERS,
    "weaklabels_predictedpiece.starts": NUMBERS,
    "weaklabels_pythonpermission.roles": OUR_OWN_WORDS,
    "weaklabels_rival.documents": NUMBERS,
    "weaklabels_rival.ends": NUMBERS,
    "weaklabels_rival.kind": OUR_OWN_WORDS,
    "weaklabels_rival.labels": NUMBERS,
    "weaklabels_rival.name": "what somebody calls their model",
    "weaklabels_rival.problem": "erased with any document of the project",
    "weaklabels_rival.starts": NUMBERS,
    "weaklabels_rulesettings.label_model": OUR_OWN_WORDS,
    "weaklabels_softlabels.documents": NUMBERS,
    "weaklabels_softlabels.ends": NUMBERS,
    "weaklabels_softlabels.labels": NUMBERS,
    "weaklabels_softlabels.probabilities": NUMBERS,
    "weaklabels_softlabels.starts": NUMBERS,
    "weaklabels_votecolumn.error": "a sentence of ours about a rule",
    "weaklabels_votepiece.documents": NUMBERS,
    "weaklabels_votepiece.ends": NUMBERS,
    "weaklabels_votepiece.labels": NUMBERS,
    "weaklabels_votepiece.starts": NUMBERS,
    "weaklabels_voteupload.choices": "erased with any document of the project",
    "weaklabels_voteupload.report": "erased with any document of the project",
    "weaklabels_voteupload.state": OUR_OWN_WORDS,
}


def register() -> None:
    ports.navigation.append(ports.NavigationEntry(_("Rules"), "weaklabels:rules", frozenset(READERS)))
    ports.navigation.append(ports.NavigationEntry(_("Model"), "learning:model", frozenset(READERS)))
    ports.text_erasers.append(erase_text)
    ports.accounted_for.update(ACCOUNTED_FOR)
    ports.demo_parts.append(add_rules)
    booklet_ports.share_sections.append(TRYING)
    booklet_ports.rule_outputs.append(say_by_rules)
    ports.suggesters += [learned.proposals_for, proposals_for]  # what a model says goes before what taught it
    ports.document_panels.append(rules_panel)
    booklet_ports.label_users.append(RULES_AND_MODELS)
    ports.reasons.update(SENTENCES)
    booklet_ports.map_links.append(RULES)
    ports.goal_measures["model"] = model_of
    ports.word_pages.append(
        ports.WordPage(_("Make a rule"), "weaklabels:rule-demonstration", frozenset(WRITERS))
    )


def erase_text(document: Document) -> int:
    """The document's words in the cache, the votes on them, and the soft labels made of these: how many places."""
    soft, _more = SoftLabels.objects.filter(fit__project=document.project_id).delete()
    read = VoteUpload.objects.filter(project=document.project_id, report__isnull=False)
    uploads = read.update(report=None, choices={})
    answers = ModelAnswer.objects.filter(document=document).update(
        document=None, key=None, answer="", marks=None
    )
    of_rules = forget_text(document) + erase_votes(document.id) + forget_proposals(document)
    of_models = forget_vectors(document) + forget_pieces(document)
    others = sum(
        model.objects.filter(project=document.project_id).exclude(problem="").update(problem="")
        for model in (Rival, ModelServer)
    )
    return of_rules + of_models + soft + uploads + answers + others
