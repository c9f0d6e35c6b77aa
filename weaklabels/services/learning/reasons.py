"""The sentences of the codes under which the model's reasons are stored: made in the language of whoever reads them."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "torn": _("the model is torn between “%(one)s” and “%(other)s”"),
    "unsure": _("the model is unsure between many labels"),
    "unlike": _("the model is torn between “%(one)s” and “%(other)s”, and knows nothing like it"),
    "models_disagree": _("models that learned differently disagree here"),
    "rules_disagree": _("rules disagree here"),
    "rule_says": _("a rule says “%(one)s”, of which there are few answers yet"),
    "rare": _("it may be “%(one)s”, of which there are few answers yet"),
    "server_unsure": _("another model is unsure of its answer"),
    "spans_torn": _("the model is torn about some words"),
    "undecided": _("the model is undecided about “%(one)s”"),
}
