"""Two to four tabs of one annotator, on and off the network, while others answer, return, withdraw and close.

The tabs are as the workbench's: they chain edits on what they know, keep letters until a receipt comes, and show
what was refused. Whatever happens: nothing acknowledged is lost or doubled, nothing unseen is overwritten.
"""

import uuid
from collections import Counter
from dataclasses import dataclass, field, replace

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from annotate import queue
from annotate.models import Annotation, Document, Membership, QueueRow, Standing
from annotate.problems import Problem, StaleAnnotation
from annotate.services import half_done, work
from annotate.services.annotations import Submission, save_annotation
from annotate.services.holds import restore_document, withdraw_document
from annotate.services.projects import close_project, reopen_project
from annotate.services.responses import ResponseAnswer
from annotate.services.returns import return_answer

pytestmark = pytest.mark.django_db

TABS = st.integers(0, 3)
DOCUMENTS = st.integers(0, 5)


@dataclass(frozen=True)
class Letter:
    """What a tab has to send: an answer, or a skip where there is no submission."""

    document: int
    submission: Submission | None


@dataclass
class Tab:
    """What one tab knows: the answer it last saw of each of its documents, what waits, what was refused."""

    page: queue.Tab = field(default_factory=lambda: queue.Tab(uuid.uuid4()))
    knows: dict[int, uuid.UUID | None] = field(default_factory=dict)
    waiting: list[Letter] = field(default_factory=list)
    refused: list[Letter] = field(default_factory=list)

    def take(self, documents):
        for document in documents:
            key = document["answer"]["key"] if document["answer"] else None
            self.knows[document["id"]] = key and uuid.UUID(key)


class Desk(RuleBasedStateMachine):
    """One annotator with several tabs, and a rival for the same documents. An example's writes are rolled back."""

    def __init__(self, ada, ben, documents, supervisor, let_time_pass):
        super().__init__()
        self.ids = ada.id, ben.id
        self.documents, self.supervisor, self.let_time_pass = documents, supervisor, let_time_pass
        self.written = {}  # key -> document, of every letter that was ever made
        self.acknowledged = {}  # key -> the annotation that the receipt named
        self.discarded = set()  # keys of what was refused, read and decided about
        self.example = transaction.atomic()
        self.example.__enter__()

    @initialize(count=st.integers(2, 4))
    def open_the_tabs(self, count):
        self.tabs = [Tab() for _ in range(count)]
        for tab in self.tabs:
            self.lend(tab, 3, reopen=True)

    def teardown(self):
        if hasattr(self, "tabs"):
            for tab in self.tabs:
                self.drain(tab)
            self.nothing_acknowledged_is_lost_or_doubled()
            shown = {one.submission.key for tab in self.tabs for one in tab.refused if one.submission}
            assert self.written.keys() - self.acknowledged.keys() - self.discarded == shown
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @property
    def ada(self):
        return Membership.objects.select_related("project__schema", "user").get(id=self.ids[0])

    @property
    def ben(self):
        return Membership.objects.select_related("project__schema", "user").get(id=self.ids[1])

    def tab(self, number):
        return self.tabs[number % len(self.tabs)]

    def submission(self, document, replaces, withdraws=False):
        schema = self.ada.project.schema
        tone = schema.questions[0]
        says = ResponseAnswer(tone["id"], labels=(tone["labels"][len(self.written) % 2]["id"],))
        return Submission(
            key=uuid.uuid4(),
            sha256=bytes(document.sha256).hex(),
            replaces=replaces,
            schema_id=schema.id,
            responses=[] if withdraws else [says],
            withdraws=withdraws,
        )

    # What a tab does.

    @rule(number=TABS, want=st.integers(1, 3), reopen=st.booleans())
    def fetch(self, number, want, reopen):
        self.lend(self.tab(number), want, reopen=reopen)

    @rule(number=TABS, is_in_time=st.booleans())
    def load_again(self, number, is_in_time):
        """The new page asks for what the old one held, which takes its leave before that, or after."""
        tab = self.tab(number)
        old, held = tab.page, list(tab.knows)
        tab.page = queue.Tab(uuid.uuid4())
        tab.knows.clear()
        self.lend(tab, 2, reopen=True)
        if is_in_time:
            self.leave(old, held)
        self.lend(tab, 8, reopen=True, page=replace(tab.page, beside=self.living()))
        if not is_in_time:
            self.leave(old, held)

    def living(self):
        return tuple(tab.page.name for tab in self.tabs)

    def lend(self, tab, want, page=None, **options):
        """What another tab of this person holds is not served to this one while it does."""
        page = page or tab.page
        elsewhere = Standing.objects.filter(annotator=self.ada.user_id, lease_until__gt=timezone.now())
        others = [name for name in self.living() if name != page.name]
        taken = set(elsewhere.filter(tab__in=others).values_list("document", flat=True))
        step = work.lend(self.ada, want, list(tab.knows)[:8], tab=page, **options)
        assert taken.isdisjoint(document["id"] for document in step["documents"])
        tab.take(step["documents"])

    def leave(self, page, held):
        work.give_back(self.ada, held[1:], held[0] if held else None, page)

    @rule(number=TABS, which=st.integers(0, 9), withdraws=st.booleans())
    def answer_offline(self, number, which, withdraws):
        """A letter on top of what this tab knows; the next edit of the document stands on this one."""
        tab = self.tab(number)
        if not tab.knows:
            return
        document = Document.objects.get(id=sorted(tab.knows)[which % len(tab.knows)])
        base = tab.knows[document.id]
        submission = self.submission(document, base, withdraws=withdraws and base is not None)
        tab.waiting.append(Letter(document.id, submission))
        tab.knows[document.id] = submission.key
        self.written[submission.key] = document.id

    @rule(number=TABS, which=st.integers(0, 9))
    def skip_offline(self, number, which):
        tab = self.tab(number)
        fresh = sorted(document for document, base in tab.knows.items() if base is None)
        if fresh:
            tab.waiting.append(Letter(fresh[which % len(fresh)], None))

    @rule(number=TABS, replies_lost=st.integers(0, 3))
    def get_online(self, number, replies_lost):
        """Send what waits, in order. The first replies may be lost after the commit: then the letter goes again."""
        tab = self.tab(number)
        for letter in tab.waiting[:replies_lost]:
            self.send(tab, letter, is_heard=False)
        self.drain(tab)

    def drain(self, tab):
        while tab.waiting:
            self.send(tab, tab.waiting[0])
            del tab.waiting[0]

    def send(self, tab, letter, is_heard=True):
        """As the server does it: in a transaction that a refusal rolls back."""
        document = Document.objects.get(id=letter.document)
        before = self.pointer(letter.document), Annotation.objects.count()
        refusal, step = None, None
        try:
            with transaction.atomic():
                if letter.submission is None:
                    work.skip(self.ada, document, "")
                else:
                    step = work.save_and_lend(
                        self.ada, document, letter.submission, 1, [letter.document], tab.page
                    )
        except Problem as problem:
            refusal = problem
        if refusal:
            self.check_refusal(refusal, letter, before)
            if is_heard:
                tab.refused.append(letter)
        elif is_heard and step:
            self.take_in(tab, letter, step)

    def check_refusal(self, refusal, letter, before):
        """Nothing has changed; what the server shows beside a conflict is what is there."""
        assert (self.pointer(letter.document), Annotation.objects.count()) == before
        if isinstance(refusal, StaleAnnotation):
            current = refusal.details["current"]
            assert (current and uuid.UUID(current["key"])) == before[0]

    def take_in(self, tab, letter, step):
        tab.take(step["documents"])
        receipt = step["saved"]
        assert receipt["key"] == str(letter.submission.key)
        known = self.acknowledged.setdefault(letter.submission.key, receipt["annotation"])
        assert known == receipt["annotation"], "the same save made two annotations"

    def pointer(self, document):
        standing = Standing.objects.filter(document=document, annotator=self.ada.user_id).first()
        return standing.current.key if standing and standing.current else None

    @precondition(lambda self: self.acknowledged)
    @rule(which=st.integers(0, 99), number=TABS)
    def send_an_old_one_again(self, which, number):
        """Another tab's disk still had it."""
        key = sorted(self.acknowledged)[which % len(self.acknowledged)]
        annotation = Annotation.objects.get(key=key)
        count = Annotation.objects.count()
        with transaction.atomic():
            again = save_annotation(self.ada, annotation.document, self.as_sent(annotation))
        assert (again.id, Annotation.objects.count()) == (annotation.id, count)

    def as_sent(self, annotation):
        tone = self.ada.project.schema.questions[0]
        choice = (
            annotation.responses.filter(question=tone["id"]).values_list("choices__label", flat=True).first()
        )
        return Submission(
            key=annotation.key,
            sha256=bytes(annotation.document.sha256).hex(),
            replaces=annotation.replaces.key if annotation.replaces else None,
            schema_id=annotation.schema_id,
            responses=[ResponseAnswer(tone["id"], labels=(choice,))] if annotation.kind == "answer" else [],
            withdraws=annotation.kind == "withdrawal",
        )

    @rule(number=TABS, mine=st.booleans())
    def decide_about_what_was_refused(self, number, mine):
        tab = self.tab(number)
        if not tab.refused:
            return
        letter = tab.refused.pop(0)
        if letter.submission is None:
            return
        self.discarded.add(letter.submission.key)
        if mine and not letter.submission.withdraws:
            document = Document.objects.get(id=letter.document)
            again = self.submission(document, self.pointer(letter.document))
            self.written[again.key] = document.id
            tab.waiting.append(Letter(document.id, again))

    @rule(number=TABS)
    def keep_half_done_work(self, number):
        tab = self.tab(number)
        for document, base in list(tab.knows.items())[:2]:
            body = {"responses": [], "replaces": base and str(base)}
            half_done.keep_draft(self.ada, Document.objects.get(id=document), half_done.check_draft(body, 10))

    @rule(number=TABS)
    def renew(self, number):
        tab = self.tab(number)
        held = list(tab.knows)
        for document in work.renew(self.ada, held, held[0] if held else None, tab.page):
            if not any(letter.document == document for letter in tab.waiting):
                del tab.knows[document]

    @rule(number=TABS)
    def close_the_tab(self, number):
        """What waits stays on the disk, and the tab that is opened instead sends it."""
        tab = self.tab(number)
        self.leave(tab.page, list(tab.knows))
        tab.knows.clear()
        tab.page = queue.Tab(uuid.uuid4())

    # What others do meanwhile.

    @rule()
    def let_every_lease_run_out(self):
        self.let_time_pass(self.ada.project)
        queue.reclaim_expired(self.ada.project_id)

    @rule(want=st.integers(1, 3))
    def let_the_rival_answer(self, want):
        step = work.lend(self.ben, want, [])
        for payload in step["documents"][:1]:
            document = Document.objects.get(id=payload["id"])
            save_annotation(self.ben, document, self.submission(document, None))

    @rule(number=DOCUMENTS)
    def return_an_answer(self, number):
        with transaction.atomic():
            standing = Standing.objects.filter(
                document=self.documents[number], annotator=self.ada.user_id, state="answered"
            ).first()
            if standing:
                return_answer(self.documents[number], self.ada.user, "Look again.", self.supervisor)

    @rule(number=DOCUMENTS)
    def withdraw_or_restore_a_document(self, number):
        document = Document.objects.get(id=self.documents[number].id)
        change = restore_document if document.withdrawn_at else withdraw_document
        change(document, self.supervisor)

    @rule()
    def close_or_reopen_the_project(self):
        project = self.ada.project
        change = reopen_project if project.closed_at else close_project
        change(project, self.supervisor)

    # What must always be true.

    @invariant()
    def nothing_acknowledged_is_lost_or_doubled(self):
        rows = list(Annotation.objects.filter(author=self.ada.user_id))
        there = {row.key: (row.id, row.document_id) for row in rows}
        assert len(there) == len(rows)
        assert there.items() >= {(key, (id_, self.written[key])) for key, id_ in self.acknowledged.items()}
        assert all(self.written[key] == document for key, (_, document) in there.items())

    @invariant()
    def what_a_person_said_of_a_document_is_one_chain_with_one_end(self):
        rows = list(Annotation.objects.values_list("id", "replaces", "author", "document"))
        links = Counter((author, document, replaces) for _, replaces, author, document in rows)
        assert all(count == 1 for count in links.values()), "an answer was overwritten unseen"
        ends = {id_ for id_, *_ in rows} - {replaces for _, replaces, *_ in rows}
        assert set(Standing.objects.exclude(current=None).values_list("current", flat=True)) == ends

    @invariant()
    def every_slot_is_counted_and_none_is_given_twice(self):
        assert queue.recount(self.documents[0].project_id) == []
        assert all(0 <= row.claimed <= row.wants for row in QueueRow.objects.all())

    @invariant()
    def half_done_work_stands_on_the_answer_there_is(self):
        for standing in Standing.objects.exclude(draft=None).select_related("current"):
            assert standing.draft["replaces"] == (str(standing.current.key) if standing.current else None)


def test_whatever_tabs_do_no_answer_is_lost_doubled_or_overwritten_unseen(
    fill, person, supervisor, let_time_pass
):
    documents = fill(4, wants=1) + fill(2, wants=2)
    ada, ben = person("ada"), person("ben")
    run_state_machine_as_test(
        lambda: Desk(ada, ben, documents, supervisor, let_time_pass),
        settings=settings(
            max_examples=8,
            stateful_step_count=25,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
