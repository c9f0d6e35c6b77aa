"""A rule in words, for people: what it says and when. And what changed between two versions of one."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from weaklabels.matching import definitions as d
from weaklabels.matching.sentences import Listed, Sentence, gettext_noop, ngettext

MOST_WORDS = 6  # of a list; then how many more

OR = gettext_noop("%(before)s or %(after)s")
AND = gettext_noop("%(before)s and %(after)s")
QUOTED = gettext_noop("‘%(text)s’")


def in_words(rule: d.Rule, label: str) -> Sentence:
    """The whole rule.

    >>> str(in_words(d.Rule(1, d.Keywords(("money back",))), "refund"))
    'says “refund” when the text has ‘money back’'
    """
    message = (
        gettext_noop("marks as “%(label)s” where %(when)s")
        if rule.says is d.Says.SPANS
        else gettext_noop("says “%(label)s” when %(when)s")
    )
    return Sentence(message, {"label": label, "when": condition_in_words(rule.when)})


def condition_in_words(condition: d.Condition) -> Sentence:
    return SAID[type(condition)](condition)


def quoted(text: Any) -> Sentence:
    return Sentence(QUOTED, {"text": text})


def _list(words: d.Words) -> Sentence:
    """The words themselves, as they stand in a sentence."""
    match words:
        case d.Keywords(entries):
            shown: list[Any] = [quoted(entry) for entry in entries[:MOST_WORDS]]
            if (more := len(entries) - MOST_WORDS) and more > 0:
                shown.append(
                    Sentence(ngettext("%(count)s more word", "%(count)s more words"), {"count": more})
                )
            plain = Sentence("%(words)s", {"words": Listed(tuple(shown), OR)})
        case d.Dictionary(name):
            plain = Sentence(gettext_noop("a word of the dictionary “%(name)s”"), {"name": name})
        case d.Pattern(pattern, match_case):
            plain = Sentence(gettext_noop("the pattern ‘%(pattern)s’"), {"pattern": pattern})
            return _with(plain, [gettext_noop("in this case of letters")] * match_case)
    return _with(
        plain,
        [gettext_noop("also inside words")] * (not words.whole_words)
        + [gettext_noop("in this case of letters")] * words.match_case,
    )


def _with(plain: Sentence, remarks: list[str]) -> Sentence:
    if not remarks:
        return plain
    told = Listed(tuple(map(Sentence, remarks)), AND)
    return Sentence(gettext_noop("%(words)s (%(remarks)s)"), {"words": plain, "remarks": told})


def _words(condition: d.Words) -> Sentence:
    return Sentence(gettext_noop("the text has %(words)s"), {"words": _list(condition)})


NEAR = {
    (d.Order.ANY, False): ngettext(
        "%(first)s stands right beside %(second)s", "%(first)s stands within %(count)s words of %(second)s"
    ),
    (d.Order.BEFORE, False): ngettext(
        "%(first)s stands right before %(second)s",
        "%(first)s stands within %(count)s words before %(second)s",
    ),
    (d.Order.AFTER, False): ngettext(
        "%(first)s stands right after %(second)s", "%(first)s stands within %(count)s words after %(second)s"
    ),
    (d.Order.ANY, True): ngettext(
        "%(first)s stands without %(second)s right beside it",
        "%(first)s stands without %(second)s within %(count)s words of it",
    ),
    (d.Order.BEFORE, True): ngettext(
        "%(first)s stands without %(second)s right after it",
        "%(first)s stands without %(second)s within %(count)s words after it",
    ),
    (d.Order.AFTER, True): ngettext(
        "%(first)s stands without %(second)s right before it",
        "%(first)s stands without %(second)s within %(count)s words before it",
    ),
}


def _near(condition: d.Near) -> Sentence:
    return Sentence(
        NEAR[condition.order, condition.negated],
        {"first": _list(condition.first), "second": _list(condition.second), "count": condition.within},
    )


HAVE = {
    (d.Side.FIRST, d.Unit.WORDS): ngettext(
        "the first word has %(words)s", "the first %(count)s words have %(words)s"
    ),
    (d.Side.LAST, d.Unit.WORDS): ngettext(
        "the last word has %(words)s", "the last %(count)s words have %(words)s"
    ),
    (d.Side.FIRST, d.Unit.CHARACTERS): ngettext(
        "the first character has %(words)s", "the first %(count)s characters have %(words)s"
    ),
    (d.Side.LAST, d.Unit.CHARACTERS): ngettext(
        "the last character has %(words)s", "the last %(count)s characters have %(words)s"
    ),
}
WITHIN = {  # in them, something stands near something else
    (d.Side.FIRST, d.Unit.WORDS): ngettext(
        "in the first word, %(words)s", "in the first %(count)s words, %(words)s"
    ),
    (d.Side.LAST, d.Unit.WORDS): ngettext(
        "in the last word, %(words)s", "in the last %(count)s words, %(words)s"
    ),
    (d.Side.FIRST, d.Unit.CHARACTERS): ngettext(
        "in the first character, %(words)s", "in the first %(count)s characters, %(words)s"
    ),
    (d.Side.LAST, d.Unit.CHARACTERS): ngettext(
        "in the last character, %(words)s", "in the last %(count)s characters, %(words)s"
    ),
}


def _within(condition: d.Within) -> Sentence:
    is_near = isinstance(condition.when, d.Near)
    inner = _near(condition.when) if isinstance(condition.when, d.Near) else _list(condition.when)
    match condition.place:
        case d.Speaker(names):
            spoken = Listed(tuple(quoted(name) for name in names), OR)
            has, near = (
                gettext_noop("the speaker %(speaker)s says %(words)s"),
                gettext_noop("in what the speaker %(speaker)s says, %(words)s"),
            )
            return Sentence(near if is_near else has, {"speaker": spoken, "words": inner})
        case d.Stretch(side, count, unit):
            forms = (WITHIN if is_near else HAVE)[side, unit]
            return Sentence(forms, {"count": count, "words": inner})
        case d.Section(heading):
            has, near = (
                gettext_noop("the section under the heading ‘%(heading)s’ has %(words)s"),
                gettext_noop("in the section under the heading ‘%(heading)s’, %(words)s"),
            )
            return Sentence(near if is_near else has, {"heading": heading, "words": inner})
        case d.Turn(side):
            return Sentence(TURNS[side, is_near], {"words": inner})


TURNS = {
    (d.Side.FIRST, False): gettext_noop("the first turn has %(words)s"),
    (d.Side.LAST, False): gettext_noop("the last turn has %(words)s"),
    (d.Side.FIRST, True): gettext_noop("in the first turn, %(words)s"),
    (d.Side.LAST, True): gettext_noop("in the last turn, %(words)s"),
}
COMPARISONS = {  # to choose from in a form
    d.Comparison.IS: gettext_noop("is"),
    d.Comparison.IS_ONE_OF: gettext_noop("is one of"),
    d.Comparison.CONTAINS: gettext_noop("contains"),
    d.Comparison.AT_LEAST: gettext_noop("is at least"),
    d.Comparison.AT_MOST: gettext_noop("is at most"),
    d.Comparison.EXISTS: gettext_noop("is there at all"),
}
VALUE_KINDS = {
    d.Kind.TEXT: gettext_noop("as text"),
    d.Kind.NUMBER: gettext_noop("as a number"),
    d.Kind.DATE: gettext_noop("as a date"),
}
COMPARED = {
    d.Comparison.IS: gettext_noop("the field “%(field)s” is %(values)s"),
    d.Comparison.IS_ONE_OF: gettext_noop("the field “%(field)s” is %(values)s"),
    d.Comparison.CONTAINS: gettext_noop("the field “%(field)s” contains %(values)s"),
    d.Comparison.AT_LEAST: gettext_noop("the field “%(field)s” is at least %(values)s"),
    d.Comparison.AT_MOST: gettext_noop("the field “%(field)s” is at most %(values)s"),
    d.Comparison.EXISTS: gettext_noop("there is a field “%(field)s”"),
}


def _metadata(condition: d.Metadata) -> Sentence:
    values = tuple(quoted(value) for value in condition.values[:MOST_WORDS])
    if len(condition.values) > MOST_WORDS:
        message = ngettext("%(count)s more value", "%(count)s more values")
        values = (*values, Sentence(message, {"count": len(condition.values) - MOST_WORDS}))
    told = Listed(values or ("",), OR)
    return Sentence(COMPARED[condition.comparison], {"field": condition.field, "values": told})


def _all_of(condition: d.AllOf) -> Sentence:
    return Sentence("%(parts)s", {"parts": Listed(tuple(map(_nested, condition.parts)), AND)})


def _any_of(condition: d.AnyOf) -> Sentence:
    return Sentence("%(parts)s", {"parts": Listed(tuple(map(_nested, condition.parts)), OR)})


def _nested(part: d.Condition) -> Sentence:
    said = condition_in_words(part)
    if isinstance(part, d.AllOf | d.AnyOf):
        return Sentence(gettext_noop("(%(condition)s)"), {"condition": said})
    return said


def _not(condition: d.Not) -> Sentence:
    return Sentence(gettext_noop("it is not so that %(condition)s"), {"condition": _nested(condition.part)})


SAID: dict[type, Callable[[Any], Sentence]] = {
    d.Keywords: _words,
    d.Dictionary: _words,
    d.Pattern: _words,
    d.Near: _near,
    d.Within: _within,
    d.Metadata: _metadata,
    d.AllOf: _all_of,
    d.AnyOf: _any_of,
    d.Not: _not,
}


def differences(old: d.Rule, new: d.Rule, labels: Mapping[int, str]) -> list[Sentence]:
    """What changed, one sentence each; empty when nothing did.

    >>> before = d.Rule(1, d.Keywords(("refund", "cash")))
    >>> after = d.Rule(1, d.Keywords(("refund", "money back")))
    >>> [str(change) for change in differences(before, after, {1: "refund"})]
    ['the words now include ‘money back’', 'the words no longer include ‘cash’']
    """
    changes = list(_condition_changes(old.when, new.when))
    if old.says is not new.says:
        message = (
            gettext_noop("it now marks spans")
            if new.says is d.Says.SPANS
            else gettext_noop("it now says a label instead of marking spans")
        )
        changes.insert(0, Sentence(message))
    if old.label != new.label:
        values = {"old": labels.get(old.label, str(old.label)), "new": labels.get(new.label, str(new.label))}
        changes.insert(0, Sentence(gettext_noop("it now says “%(new)s”, no longer “%(old)s”"), values))
    return changes


def _condition_changes(old: d.Condition, new: d.Condition) -> Iterator[Sentence]:
    if old == new:
        return
    if isinstance(old, d.Keywords) and isinstance(new, d.Keywords) and set(old.words) != set(new.words):
        yield from _word_changes(old.words, new.words)
        old = d.Keywords(new.words, old.whole_words, old.match_case)
    elif isinstance(old, d.AllOf | d.AnyOf) and type(old) is type(new):
        changes = list(_part_changes(old.parts, new.parts))
        yield from changes
        if changes:
            return  # else the same parts stand in another order
    if old != new:
        yield Sentence(
            gettext_noop("before: %(old)s; now: %(new)s"),
            {"old": condition_in_words(old), "new": condition_in_words(new)},
        )


def _word_changes(old: tuple[str, ...], new: tuple[str, ...]) -> Iterator[Sentence]:
    added = [word for word in new if word not in old]
    removed = [word for word in old if word not in new]
    for words, message in (
        (added, gettext_noop("the words now include %(words)s")),
        (removed, gettext_noop("the words no longer include %(words)s")),
    ):
        if words:
            yield Sentence(message, {"words": Listed(tuple(map(quoted, words)), AND)})


def _part_changes(old: tuple[d.Condition, ...], new: tuple[d.Condition, ...]) -> Iterator[Sentence]:
    removed = [part for part in old if part not in new]
    added = [part for part in new if part not in old]
    for before, after in zip(removed, added, strict=False):
        yield from _condition_changes(before, after)
    for part in removed[len(added) :]:
        yield Sentence(gettext_noop("gone: %(condition)s"), {"condition": condition_in_words(part)})
    for part in added[len(removed) :]:
        yield Sentence(gettext_noop("added: %(condition)s"), {"condition": condition_in_words(part)})
