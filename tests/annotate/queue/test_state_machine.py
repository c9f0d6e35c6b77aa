"""Three people do whatever people do, in any order: the count of slots is right and no answer is lost."""

import contextlib
import uuid

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from annotate import queue
from annotate.models import Annotation, QueueRow, Standing
from annotate.problems import Problem
from annotate.services import work
from annotate.services.annotations import Submission, save_annotation
from annotate.services.responses import ResponseAnswer

pytestmark = pytest.mark.django_db

PEOPLE = st.integers(0, 2)
DOCUMENTS = st.integers(0, 5)
SEVERAL = st.lists(DOCUMENTS, unique=True)


class Office(RuleBasedStateMachine):
    """Three memberships and six documents of a project. An example's writes are rolled back at its end."""

    def __init__(self, project, people, documents, assign, let_time_pass):
        super().__init__()
        self.project, self.people, self.documents = project, people, documents
        self.assign_document, self.let_time_pass = assign, let_time_pass
        self.kept = {}  # key of each acknowledged save -> (person, document)
        self.sent = []  # what was acknowledged, to be sent again
        self.example = transaction.atomic()
        self.example.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    def standing(self, who, number):
        return Standing.objects.filter(
            annotator=self.people[who].user_id, document=self.documents[number]
        ).first()

    def submission(self, number, replaces=None, withdraws=False):
        tone = self.project.schema.questions[0]
        says = ResponseAnswer(tone["id"], labels=(tone["labels"][0]["id"],))
        return Submission(
            key=uuid.uuid4(),
            sha256=bytes(self.documents[number].sha256).hex(),
            replaces=replaces,
            schema_id=self.project.schema_id,
            responses=[] if withdraws else [says],
            withdraws=withdraws,
        )

    def send(self, who, number, submission):
        membership, document = self.people[who], self.documents[number]
        with contextlib.suppress(Problem):
            with transaction.atomic():
                annotation = save_annotation(membership, document, submission)
            self.kept[annotation.key] = (membership.user_id, document.id)
            self.sent.append((who, number, submission))

    @rule(who=PEOPLE, want=st.integers(1, 3), reopen=st.booleans())
    def ask_for_work(self, who, want, reopen):
        work.lend(self.people[who], want, [], reopen=reopen)

    @rule(who=PEOPLE, number=DOCUMENTS, withdraws=st.booleans())
    def answer_on_top_of_the_own_answer(self, who, number, withdraws):
        standing = self.standing(who, number)
        current = standing.current.key if standing and standing.current else None
        self.send(who, number, self.submission(number, current, withdraws))

    @rule(who=PEOPLE, number=DOCUMENTS)
    def answer_without_having_looked(self, who, number):
        self.send(who, number, self.submission(number))

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def send_again(self, data):
        before = Annotation.objects.count()
        self.send(*data.draw(st.sampled_from(self.sent)))
        assert Annotation.objects.count() == before

    @rule(who=PEOPLE, number=DOCUMENTS)
    def skip(self, who, number):
        with contextlib.suppress(Problem), transaction.atomic():
            work.skip(self.people[who], self.documents[number], "")

    @rule(who=PEOPLE, numbers=SEVERAL)
    def leave(self, who, numbers):
        work.give_back(self.people[who], [self.documents[number].id for number in numbers])

    @rule(who=PEOPLE, numbers=SEVERAL)
    def stay(self, who, numbers):
        work.renew(self.people[who], [self.documents[number].id for number in numbers], None)

    @rule()
    def wait_until_every_lease_is_over(self):
        self.let_time_pass(self.project)

    @rule(who=PEOPLE, number=DOCUMENTS)
    def assign(self, who, number):
        row = QueueRow.objects.get(document=self.documents[number])
        if row.claimed < row.wants and not self.standing(who, number):
            self.assign_document(self.people[who], self.documents[number])

    @rule(who=PEOPLE, number=DOCUMENTS)
    def return_to_the_author(self, who, number):
        standing = self.standing(who, number)
        if standing and standing.state == Standing.State.ANSWERED:
            standing.state = Standing.State.RETURNED
            standing.save()

    @rule()
    def begin_every_walk_anew(self):
        queue.reopen(self.project.id)

    @invariant()
    def every_slot_is_counted(self):
        assert queue.recount(self.project.id) == []

    @invariant()
    def no_document_is_lent_to_more_than_it_wants(self):
        assert all(0 <= row.claimed <= row.wants for row in QueueRow.objects.all())

    @invariant()
    def no_acknowledged_answer_is_lost_and_none_is_invented(self):
        assert {row.key: (row.author_id, row.document_id) for row in Annotation.objects.all()} == self.kept

    @invariant()
    def each_pointer_is_at_the_end_of_its_chain(self):
        rows = Annotation.objects.values_list("id", "replaces_id")
        ends = {id_ for id_, _ in rows} - {replaced for _, replaced in rows}
        assert set(Standing.objects.exclude(current=None).values_list("current_id", flat=True)) == ends


def test_whatever_three_people_do_no_answer_is_lost_and_no_slot_miscounted(
    fill, person, project, assign, let_time_pass
):
    documents = fill(2, wants=1) + fill(2, wants=2) + fill(2, wants=3)
    people = [person(name) for name in ("ada", "ben", "cleo")]
    run_state_machine_as_test(
        lambda: Office(project, people, documents, assign, let_time_pass),
        settings=settings(
            max_examples=15,
            stateful_step_count=20,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
