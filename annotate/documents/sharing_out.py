"""Sharing out the documents that came, by the project's standing rules. A job, due whenever documents come."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import F
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from annotate import jobs, queue
from annotate.documents.lexemes import written
from annotate.jobs import Run, handler
from annotate.models import Document, Event, Job, RuleShare, Sharing, SharingRule
from annotate.services.assignments import assign
from annotate.services.dealing import Outcome
from annotate.services.documents import newest_settled
from annotate.services.plans import MOST_AT_ONCE, Plan, assignable_people
from annotate.services.sharing_rules import KIND
from annotate.signals import changed

WINDOW = 2_000  # documents whose metadata is looked at in one statement


@receiver(changed)
def documents_came(project_id: int, kind: str, **_more: Any) -> None:
    if kind == "document" and SharingRule.objects.live().filter(project=project_id).exists():
        jobs.due(KIND, project_id)


def share_what_waited() -> None:
    """For beat: where people had no room for more on an earlier day, share out again."""
    waiting = SharingRule.objects.live().filter(full_since__lt=today(), project__retired_at=None)
    for project_id in waiting.order_by().values_list("project", flat=True).distinct():
        jobs.due(KIND, project_id)


@handler(KIND, lane=Job.Lane.BULK, name=_("share out documents by rule"))
def share_by_rules(run: Run) -> None:
    """Apply every live rule, the oldest first. What is done stands in the rules and in the job's report, committed
    together with each portion: an attempt that is killed is taken up where it was.
    """
    job = run.job
    until = newest_settled(job.project_id)
    if until is None:  # whoever is adding documents just now makes this job due again
        return
    done: dict[str, Any] = job.report or {"assigned": 0, "busy": {}}
    rules = SharingRule.objects.live().filter(project=job.project_id)
    for rule_id in rules.values_list("id", flat=True):
        while _share_portion(run, rule_id, until, done):
            run.report_progress(done["assigned"])
        _share_busy(run, rule_id, done)
    run.finish(report={"assigned": done["assigned"]})


def _share_portion(run: Run, rule_id: int, until: int, done: dict[str, Any]) -> bool:
    """Share out the next documents of a rule. Is there more to do?"""
    with run.commit():
        rule = _locked(rule_id)
        plan = plan_of(rule)
        if plan is None or rule.shared_until >= until:
            return False
        matching, last = _stretch(rule, until)
        outcome = _give(rule, plan, matching, run.job, done)
        if outcome.no_room_from is not None:
            rule.shared_until, rule.full_since = outcome.no_room_from - 1, today()
        else:
            rule.shared_until, rule.full_since = last, None
        rule.save(update_fields=["shared_until", "full_since"])
        done["busy"][str(rule_id)] = done["busy"].get(str(rule_id), []) + outcome.busy
        Job.objects.filter(id=run.job.id).update(report=done)
    return outcome.no_room_from is None


def _share_busy(run: Run, rule_id: int, done: dict[str, Any]) -> None:
    """Try once more what somebody was saving on at that very moment. What is busy still stays in the queue."""
    busy = done["busy"].pop(str(rule_id), [])
    if not busy:
        return
    with run.commit():
        rule = _locked(rule_id)
        if plan := plan_of(rule):
            _give(rule, plan, busy, run.job, done)
        Job.objects.filter(id=run.job.id).update(report=done)


def plan_of(rule: SharingRule) -> Plan | None:
    """To whom this rule gives now: who left gets nothing, who is full no more today. None: nobody is left."""
    if not rule.is_live:
        return None
    weights = dict(rule.shares.values_list("user", "weight"))
    here = assignable_people(rule.project).filter(id__in=weights).values_list("id", flat=True)
    people = {person: weights[person] for person in here}
    if not people:
        return None
    room = None
    if rule.cap_a_day is not None:
        today_given = given_on(rule, today())
        room = {person: rule.cap_a_day - today_given[person] for person in people}
    return Plan(people, min(rule.answers, len(people)), room=room, rule_id=rule.id)


def given_on(rule: SharingRule, day: date) -> Counter[int]:
    """How many documents each person got by this rule on a day."""
    given: Counter[int] = Counter()
    for sharing in rule.sharings.filter(day=day):
        given.update({int(person): count for person, count in sharing.given.items()})
    return given


def today() -> date:
    """Days are counted in UTC, as the tallies are: a team may be spread over time zones."""
    return datetime.now(UTC).date()


def _stretch(rule: SharingRule, until: int) -> tuple[list[int], int]:
    """The next documents of which the rule's conditions hold, and the last one that was looked at."""
    rows = (
        Document.objects.filter(project=rule.project_id, id__gt=rule.shared_until, id__lte=until)
        .order_by("id")
        .values_list("id", "metadata", "erased_at")
    )
    matching: list[int] = []
    looked_at = 0
    for document, metadata, erased_at in rows[:WINDOW].iterator():
        looked_at += 1
        if erased_at is None and matches(rule.meta, metadata):
            matching.append(document)
        if len(matching) == MOST_AT_ONCE:
            return matching, document
    return matching, document if looked_at == WINDOW else until


def matches(meta: Iterable[Sequence[str]], metadata: Mapping[str, Any]) -> bool:
    """Does the metadata hold all these values? As in the search: exactly, and of a list any entry counts.

    >>> matches([["channel", "phone"], ["minute", "5"]], {"channel": ["post", "phone"], "minute": 5})
    True
    """
    return all(value in _values(metadata.get(key, [])) for key, value in meta)


def _values(held: Any) -> list[str]:
    entries = held if isinstance(held, list) else [held]
    return [written(entry) for entry in entries if not isinstance(entry, dict | list)]


def _give(rule: SharingRule, plan: Plan, documents: Sequence[int], job: Job, done: dict[str, Any]) -> Outcome:
    """Assign these and write down what was given to whom."""
    if not documents:
        return Outcome()
    before = dict(rule.shares.values_list("user", "given"))
    outcome = assign(rule.project, documents, plan, by=None, given=before)
    for person, count in outcome.given.items():
        RuleShare.objects.filter(rule=rule, user=person).update(given=F("given") + count)
    if outcome.given or outcome.refused:
        _write_line(rule, job, outcome)
    done["assigned"] += outcome.assigned
    return outcome


def _write_line(rule: SharingRule, job: Job, outcome: Outcome) -> None:
    line, is_new = Sharing.objects.get_or_create(rule=rule, job=job, day=today())
    for field, more in (("given", outcome.given), ("refused", outcome.refused)):
        sums = Counter(getattr(line, field)) + Counter({str(key): count for key, count in more.items()})
        setattr(line, field, dict(sums))
    line.save(update_fields=["given", "refused"])
    if is_new:
        detail = {"rule": rule.id, "sharing": line.id}
        Event.objects.create(project_id=rule.project_id, kind="documents shared out", detail=detail)


def _locked(rule_id: int) -> SharingRule:
    """The rule, and after it the annotators it names: nobody of them can leave before what they get is written."""
    rules = SharingRule.objects.select_for_update(of=["self"], no_key=True).select_related("project")
    rule = rules.get(id=rule_id)
    for person in rule.shares.order_by("user").values_list("user", flat=True):
        queue.lock_annotator(rule.project_id, person)
    return rule
