"""What good practice asks of a project: the ordered list of next acts, and the checklist. See docs/home.md."""

from django.utils.translation import gettext_lazy as _

# code -> what is missing where it is not so, and the act that brings it about. The first that is unmet is the next act.
NEXT_ACTS = {
    "open": (_("The project is closed."), _("Reopen it")),
    "questions": (_("The project asks nothing yet: its questions come first."), _("Write the questions")),
    "goal": (_("Nobody has said what success means."), _("Write the goal")),
    "signed": (_("The owner of the goal has not signed it."), _("Read and sign it")),
    "disagreement": (_("Nobody has said whether disagreement is an error."), _("Say what it means")),
    "documents": (_("There are no documents yet."), _("Import documents")),
    "annotators": (_("Nobody is there to annotate."), _("Invite annotators")),
    "jobs": (_("A job failed this week."), _("See what happened")),
    "asked": (_("An annotator has asked and waits for an answer."), _("Answer the questions")),
    "held": (_("Documents wait for somebody's decision."), _("Decide on them")),
    "label pages": (_("Not every label has a page that says what it means."), _("Write the pages")),
    "overlap": (
        _("No document is answered by several people, so nobody can see whether they agree."),
        _("Say how many are"),
    ),
    "pilot": (_("There was no pilot: nobody has seen whether people read the rules alike."), _("Begin it")),
    "trained": (_("Some have not passed the training, and are lent nothing until then."), _("Train")),
    "pilot answered": (_("The pilot's documents wait for answers."), _("Annotate")),
    "agreement": (_("Annotators do not agree as far as is asked for."), _("See where they differ")),
    "calibrated": (_("The pilot is over."), _("Begin the calibrated phase")),
    "production": (_("People agree: the bulk can begin."), _("Begin production")),
    "answered": (_("Documents are waiting for answers."), _("Annotate")),
    "spot check": (_("Nobody has checked a sample of the answers."), _("Plan a spot check")),
    "exported": (_("Every document has the answers it wants."), _("Export them")),
    "released": (_("No data set is published that stays as it is."), _("Make a release")),
}

# The checklist of good practice: code of a state -> what is so where it is met.
CHECKLIST = {
    "goal": _("Goal and measure are written down"),
    "signed": _("The goal is signed by who owns it"),
    "maps": _("A map of the concepts and one of how they are modelled"),
    "questions": _("Questions and labels are published as a numbered schema"),
    "disagreement": _("It is said whether disagreement is an error or a variation"),
    "label pages": _("Every label has a page"),
    "examples": _("Every label has examples that count, that do not, and a borderline one"),
    "pilot": _("A pilot: everybody answers the same documents"),
    "training": _("New annotators pass a training"),
    "overlap": _("A random share is answered by several people"),
    "independent": _("Annotators do not see each other's answers"),
    "measured": _("Agreement is measured, with its interval"),
    "disagreements reviewed": _("Disagreements were decided in the last 14 days"),
    "decisions": _("Decisions are written down and name the page they changed"),
    "repeats": _("Known and repeated documents are served among the others"),
    "spot check": _("A spot check was planned before its sample was drawn"),
    "adjudicator apart": _("Nobody decides on their own answers"),
    "suggestions": _("Suggestions are hidden on a share, so that their influence can be seen"),
    "errors known": _("The share of wrong labels is bounded by a spot check"),
    "released": _("A release is published, with its data statement, agreement and error bound"),
}
