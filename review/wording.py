"""What each figure is called, what it means, and what may be done with it: for people without statistics."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from review.agreement import Difference, Reading


@dataclass(frozen=True)
class Words:
    name: Promise
    meaning: Promise


COEFFICIENTS = {
    "alpha": Words(
        _("Krippendorff's alpha"),
        _(
            "How much more they agree than answers drawn from all those given would. 1 is always, 0 is chance."
        ),
    ),
    "ordinal": Words(
        _("Krippendorff's alpha, ordinal"),
        _("As alpha, but two neighbouring ratings disagree less than two far apart."),
    ),
    "gwet": Words(
        _("Gwet's AC1"),
        _(
            "As alpha, but steady where one label is much more frequent than the others. "
            "High here and low in alpha: the rare labels are the trouble."
        ),
    ),
    "fleiss": Words(
        _("Fleiss' kappa"),
        _("Nearly the same as alpha, known from many papers. Of two annotators it is Scott's pi."),
    ),
    "percent": Words(
        _("Percent agreement"),
        _(
            "How often two people gave the same answer. Easy to read, and high by chance alone where labels are few."
        ),
    ),
    "units": Words(
        _("Unitizing alpha"),
        _(
            "How much more the marked passages agree, character by character, than passages put down anywhere would."
        ),
    ),
    "words": Words(
        _("Alpha of words"),
        _("Word by word: inside which label, or outside. The many words nobody marks make it high."),
    ),
    "marked-words": Words(
        _("Alpha of words that somebody marked"),
        _("The same without the words that everybody leaves outside: the harder test."),
    ),
    "f1-exact": Words(
        _("F1, exact"),
        _("The share of marks that the other person made as well, with the same borders and label."),
    ),
    "f1-borders": Words(_("F1, borders"), _("The same, whatever the label: do they find the same words?")),
    "f1-label": Words(
        _("F1, label"),
        _("The same, with some text in common and the same label: do they see the same thing?"),
    ),
    "f1-overlap": Words(_("F1, overlap"), _("The same, with some text in common, whatever the label.")),
    "f1-relations": Words(
        _("F1 of relations"),
        _("The share of relations that the other person made as well: the same two marks and label."),
    ),
    "f1-joined": Words(_("F1 of relations, without the label"), _("The same two marks, whatever the label.")),
    "steps": Words(
        _("Mean difference, in steps"),
        _("How many steps two ratings of the same document are apart on average. 0 is always the same."),
    ),
    "same-text": Words(
        _("The same text"), _("How often two people wrote the same, spaces and line ends aside.")
    ),
    "likeness": Words(
        _("Likeness of texts"),
        _(
            "How much of the longer text stays as it is when one is changed into the other. 1 is the same text."
        ),
    ),
}

READINGS = {
    Reading.TOO_FEW: _("Too few documents with two independent answers for a figure."),
    Reading.ONE_LABEL: _("Undefined: one label only. Where all say the same, agreement may be chance."),
    Reading.RELIABLE: _(
        "Reliable: even the lower end of the interval is above the mark for data to rely on."
    ),
    Reading.TENTATIVE: _("Tentative: good enough for careful conclusions, not yet for data to rely on."),
    Reading.UNDECIDED: _(
        "Undecided: it may be good enough or not. More documents answered twice would tell."
    ),
    Reading.UNRELIABLE: _(
        "Not reliable: people understand the question differently. Look at the confusions below."
    ),
}

BRIEFLY = {
    Reading.TOO_FEW: _("too few documents"),
    Reading.ONE_LABEL: _("one label only"),
    Reading.RELIABLE: _("reliable"),
    Reading.TENTATIVE: _("tentative"),
    Reading.UNDECIDED: _("undecided"),
    Reading.UNRELIABLE: _("not reliable"),
}

DIFFERENCES = {
    Difference.NONE: Words(_("The same"), _("borders and label")),
    Difference.LABEL: Words(_("Other label"), _("the same borders")),
    Difference.BOUNDARY: Words(_("Other borders"), _("the same label")),
    Difference.BOTH: Words(_("Other borders and label"), _("some text in common")),
    Difference.MISSED: Words(_("Only one marked it"), _("nothing of it marked by the other")),
}

# What a phase is for, and the conditions of its beginning with their numbers.
PHASES = {
    "pilot": _(
        "Everybody answers the same documents, and no suggestion is shown. It shows where the rules are unclear."
    ),
    "calibrated": _(
        "People agree on the pilot. They work on documents of their own; the random share goes on being compared."
    ),
    "production": _("The bulk of the work. Agreement and spot checks go on."),
}
TESTS = {
    "people": _("%(there)s people annotate; a pilot needs %(needed)s"),
    "pilot": _("The pilot is answered; still to come: %(there)s"),
    "agreement": _(
        "Agreement is at least %(there)s at the lower end of its interval; %(needed)s is asked for"
    ),
    "training": _("Everybody has passed the training; still to pass: %(there)s"),
    "questions": _("No question is open; waiting: %(there)s"),
}
# The same where there is no number yet.
UNMEASURED_TESTS = {
    "pilot": _("The pilot is answered; there was none yet"),
    "agreement": _(
        "Agreement is at least %(needed)s at the lower end of its interval; nothing is measured yet"
    ),
}
