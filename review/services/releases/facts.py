"""The data statement of a release: what is known of it, as Markdown, in the language of who made it.

It names nobody. An error rate is claimed only where the plan of a spot check allows it.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotate.numbers import number_format
from annotate.roles import Role
from annotate.templatetags.humanly import whole
from review.agreement import State
from review.models import Split, SpotCheck
from review.services.comparison import Measured
from review.services.releases.about import About, Agreed
from review.services.releases.counting import BESIDE_TEST, UNFINISHED, WITHOUT_LABEL, Labelled, Tally
from review.services.releases.sources import learned, meanings, told_source
from review.services.releases.wishes import Labels, Wish
from review.templatetags.spot_checks import claim, hundredths
from review.wording import COEFFICIENTS

FEW = 10  # documents: with fewer a label is named among the gaps


def facts_of(about: About, ways: Mapping[str, Any], wish: Wish, tally: Tally, as_of: datetime) -> str:
    """All sections but those that people write."""
    sections = [
        (_("What it is"), _what(about, as_of)),
        (_("Documents"), _documents(about, wish, tally)),
        (_("Labels"), _labels(about, ways, wish, tally)),
        (_("Who annotated, and how"), _annotated(about, wish, tally)),
        (_("Agreement"), _agreement(about)),
        (_("Errors"), _errors(about)),
        (_("Known gaps"), _gaps(about, tally)),
    ]
    return "\n".join(f"## {title}\n\n" + "\n".join(lines) + "\n" for title, lines in sections)


def _what(about: About, as_of: datetime) -> Iterator[str]:
    for said in (about.description, about.purpose):
        if said.strip():
            yield from (said.strip(), "")
    yield _("Everything here is as it was on %(day)s (UTC).") % {"day": f"{as_of:%Y-%m-%d %H:%M}"}
    yield _("Questions and labels: schema %(schema)s. Guidelines: version %(guideline)s of the booklet.") % {
        "schema": about.schema or "–",
        "guideline": about.guideline,
    }


def _documents(about: About, wish: Wish, tally: Tally) -> Iterator[str]:
    counts = {part: tally.documents[part.file_name] for part in Split}
    yield _(
        "%(all)s documents: %(train)s to train on, %(validation)s for validation, %(test)s for the test."
    ) % {
        "all": whole(sum(counts.values())),
        "train": whole(counts[Split.TRAIN]),
        "validation": whole(counts[Split.VALIDATION]),
        "test": whole(counts[Split.TEST]),
    }
    yield _(
        "The test is the project's audit documents: drawn at random when they were imported, answered without "
        "suggestions, never trained on. Documents of one conversation or file, and those whose texts are nearly the "
        "same, are all in one part."
    )
    yield _("Of what is not test, %(percent)s %% was drawn for validation.") % {"percent": wish.validation}
    if about.imports:
        yield _("Imported as: %(names)s.") % {"names": ", ".join(map(_line, about.imports))}
    reasons = {
        UNFINISHED: _("%(count)s that are not finished or answered yet"),
        WITHOUT_LABEL: _("%(count)s without a label that could be released"),
        BESIDE_TEST: _("%(count)s that are like a test document or come from the same file"),
    }
    left = [
        said % {"count": whole(tally.left_out[why])} for why, said in reasons.items() if tally.left_out[why]
    ]
    if left:
        yield _("Left out: %(reasons)s.") % {"reasons": "; ".join(left)}


def _labels(about: About, ways: Mapping[str, Any], wish: Wish, tally: Tally) -> Iterator[str]:
    for name, kind, question in about.questions:
        source = told_source(wish, question, ways.get(str(question), {}))
        yield f"* **{_line(name)}** ({kind}): {source}. {learned(ways, question)}".strip()
    for meaning in meanings(wish):
        yield from ("", meaning)
    for name, parts in tally.said.items():
        yield from _table(name, {part: parts.get(part.file_name, Labelled()) for part in Split})


def _table(name: str, parts: dict[Split, Labelled]) -> Iterator[str]:
    labels = sorted({label for one in parts.values() for label in one.labels})
    yield from ("", f"### {_line(name)}", "")
    yield f"| {_('Label')} | " + " | ".join(str(part.label) for part in Split) + " |"
    yield "| --- | --- | --- | --- |"
    yield f"| {_('documents')} | " + " | ".join(str(parts[part].documents) for part in Split) + " |"
    for label in labels:
        counts = " | ".join(str(parts[part].labels[label]) for part in Split)
        yield f"| {_line(label).replace('|', '/')} | {counts} |"


def _annotated(about: About, wish: Wish, tally: Tally) -> Iterator[str]:
    members = {Role.ANNOTATOR: _("annotators"), Role.EXPERT: _("experts"), Role.SUPERVISOR: _("supervisors")}
    roles = [f"{about.roles.get(role, 0)} {name}" for role, name in members.items()]
    yield _("The project has %(roles)s.") % {"roles": ", ".join(roles)}
    if not wish.asks(Labels.ANSWERS, Labels.AGGREGATED):
        yield _("Only gold is released; whose answers it was made from is not part of it.")
        return
    if not tally.answers:
        return
    by = sorted(tally.answers_by.values())
    yield ngettext(
        "%(answers)s answers of %(people)s person, from %(first)s to %(last)s.",
        "%(answers)s answers of %(people)s people, from %(first)s to %(last)s; the fewest are %(least)s, the most "
        "%(most)s.",
        len(by),
    ) % {
        "answers": whole(tally.answers),
        "people": len(by),
        "first": tally.first,
        "last": tally.last,
        "least": whole(by[0]),
        "most": whole(by[-1]),
    }
    yield _("%(count)s of them (%(percent)s %%) were given with a suggestion shown.") % {
        "count": whole(tally.suggested),
        "percent": number_format(100 * tally.suggested / tally.answers, 1),
    }
    if tally.rewritten:
        yield _("%(count)s were written anew when labels were renamed, merged or split.") % {
            "count": whole(tally.rewritten)
        }
    phases = [f"{_line(about.phases[one])} ({whole(count)})" for one, count in tally.phases.items() if one]
    if phases:
        yield _("Phases: %(phases)s.") % {"phases": ", ".join(phases)}
    versions = sorted(tally.guidelines)
    yield _("They were given under versions %(first)s to %(last)s of the guidelines.") % {
        "first": versions[0],
        "last": versions[-1],
    }


def _agreement(about: About) -> Iterator[str]:
    if about.takes_variation:
        yield _(
            "Several answers may be right here: low agreement is no error, and the distribution of the answers is "
            "part of the data."
        )
    yield _(
        "Of independent first answers: documents drawn at random to be answered by several, no suggestion shown. "
        "In brackets the interval (95 percent)."
    )
    yield ""
    for one in about.agreed:
        yield f"* **{_line(one.question)}**: {_headline(one)}"
        for label, measured in one.labels:
            yield f"    * {_line(label)}: {_figure(measured)}"


def _headline(one: Agreed) -> str:
    if one.headline is None:
        return _("its answers have no coefficient")
    return f"{COEFFICIENTS[one.headline.name].name} {_figure(one.headline)}"


def _figure(measured: Measured) -> str:
    figure = measured.figure
    if figure.state is not State.MEASURED:
        why = {State.TOO_FEW: _("too few documents"), State.ONE_LABEL: _("undefined: one label only")}
        return why.get(figure.state, str(figure.state.value))
    said = (
        f"{number_format(figure.value, 2)} ({number_format(figure.low, 2)}–{number_format(figure.high, 2)})"
    )
    documents = ngettext("%(count)s document", "%(count)s documents", figure.count) % {
        "count": whole(figure.count)
    }
    return f"{said}, {documents}"


def _errors(about: About) -> Iterator[str]:
    """One sentence a check, with the batch it is about: what was answered since is not covered."""
    if not about.checks:
        yield _("No spot check was finished. The share of wrong labels is not known.")
    for check in about.checks:
        head = _("%(question)s, a batch of %(size)s answers of %(day)s:") % {
            "question": _line(check.question.name),
            "size": whole(check.batch_size),
            "day": f"{check.frozen_at:%Y-%m-%d}",
        }
        yield f"* {head} {_verdict(check)}"


def _verdict(check: SpotCheck) -> str:
    if check.outcome == SpotCheck.Outcome.PASSED:
        return claim(check)
    return _("the check did not pass; that fewer than %(rate)s of 100 are wrong cannot be claimed.") % {
        "rate": hundredths(check.rate)
    }


def _gaps(about: About, tally: Tally) -> Iterator[str]:
    gaps = list(_found_gaps(about, tally))
    yield from (f"* {gap}" for gap in gaps)
    if not gaps:
        yield _("None was found by counting.")


def _found_gaps(about: About, tally: Tally) -> Iterator[str]:
    if not tally.documents[Split.TEST.file_name]:
        yield _("There is no test part: no audit document is released.")
    for name in about.left_out:
        yield _("The question “%(name)s” is left out.") % {"name": _line(name)}
    for name, _kind, _question in about.questions:
        if name not in tally.said:
            yield _("No document has an answer to “%(name)s”.") % {"name": _line(name)}
            continue
        train = tally.said[name].get(Split.TRAIN.file_name, Labelled())
        known = {label for one in tally.said[name].values() for label in one.labels}
        if rare := sorted(_line(label) for label in known if train.labels[label] < FEW):
            yield _("“%(name)s”: fewer than %(few)s times in the training part: %(labels)s.") % {
                "name": _line(name),
                "few": FEW,
                "labels": ", ".join(rare),
            }


def _line(text: str) -> str:
    """What people typed stays in its line."""
    return " ".join(text.split())
