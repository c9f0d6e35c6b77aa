"""A rule's stored form and the rule language (weaklabels/matching): read, checked, and said in the reader's words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext, ngettext

from annotate.models import Project, Question
from annotate.problems import Invalid
from weaklabels.matching import checking, forms, wording
from weaklabels.matching.compiled import Dictionaries
from weaklabels.matching.definitions import Dictionary, Rule
from weaklabels.matching.sentences import Refused
from weaklabels.models import FunctionVersion, LabelingFunction
from weaklabels.services.dictionaries import dictionaries_of


def refusal(refused: Refused) -> Invalid:
    """The rule language's refusal as a problem, in the reader's language."""
    details = {} if refused.place is None else {"place": refused.place}
    return Invalid(refused.sentence.said(gettext, ngettext), field="definition", **details)


def read_rule(definition: Mapping[str, Any]) -> Rule:
    """The rule of a stored or a typed definition. Raises Invalid."""
    try:
        return forms.read(definition)
    except Refused as refused:
        raise refusal(refused) from None


def check_definition(project: Project, question: Question, definition: Mapping[str, Any]) -> Rule:
    """The rule, if it can be saved for this question. Raises Invalid with what is wrong and what is possible."""
    rule = read_rule(definition)
    says = "spans" if question.kind == Question.Kind.SPANS else "label"
    if rule.says != says:
        raise Invalid(
            gettext("A rule for this question says “%(says)s”.") % {"says": says}, field="definition"
        )
    try:
        checking.check(rule, dictionaries_for(project, [rule]))
    except Refused as refused:
        raise refusal(refused) from None
    return rule


def rules_of(versions: Iterable[FunctionVersion]) -> list[Rule]:
    """The rules of stored versions, each saying its version's label."""
    return [forms.read({**version.definition, "label": version.label_id or 0}) for version in versions]


def in_words(version: FunctionVersion) -> str:
    """What a version says, as a sentence in the reader's language; of what is no declarative rule, its kind."""
    if version.function.kind != LabelingFunction.Kind.DECLARATIVE:
        return str(version.function.get_kind_display())
    [rule] = rules_of([version])
    return wording.in_words(rule, version.label.name if version.label else "").said(gettext, ngettext)


def differences(before: FunctionVersion, after: FunctionVersion) -> list[str]:
    """What a version changed, a sentence each."""
    if not before.definition.get("when") or not after.definition.get("when"):
        return []
    labels = {one.label_id or 0: one.label.name if one.label else "" for one in (before, after)}
    old, new = rules_of([before, after])
    return [change.said(gettext, ngettext) for change in wording.differences(old, new, labels)]


def dictionaries_for(project: Project, rules: Iterable[Rule]) -> Dictionaries:
    """The dictionaries these rules name, newest version each; one that is not there is left out."""
    named = {
        part.name for rule in rules for part in checking.parts_of(rule.when) if isinstance(part, Dictionary)
    }
    return dictionaries_of(project, named) if named else {}
