"""Background work, as its callers see it. Workers and Redis: tests/faults/test_jobs_survive.py."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language

from annotate import jobs
from annotate.jobs import registry
from annotate.jobs.claims import claim
from annotate.jobs.heartbeat import DirectPulse
from annotate.models import Job, JobChunk, Project
from annotate.problems import Problem

pytestmark = pytest.mark.django_db
State = Job.State
EFFECT = "an effect"


@pytest.fixture
def begin(monkeypatch, project, owner):
    """Start a job whose work is this function: begin(work) -> the Job."""
    monkeypatch.setattr(registry, "_handlers", dict(registry._handlers))

    def register_and_start(work, lane=Job.Lane.BULK, **more):
        jobs.handler("a test", lane=lane)(work)
        return jobs.start("a test", project=project, owner=owner, **more)

    return register_and_start


def fresh(job):
    job.refresh_from_db()
    return job


def make_effect(run):
    """What must be there once, or not at all."""
    Project.objects.filter(id=run.job.project_id).update(description=EFFECT, queue_epoch=F("queue_epoch") + 1)


def effects(project):
    project.refresh_from_db()
    return project.queue_epoch


def take_over(job):
    """What happens when the process of an attempt is gone: half a minute later the job waits again."""
    Job.objects.filter(id=job.id).update(beat_at=timezone.now() - timedelta(seconds=31))
    return jobs.reconcile()


def nothing(run):
    pass


def test_a_job_is_done_when_its_function_returns(begin):
    job = begin(lambda run: run.report_progress(3, 3), arguments={"batch": 7})
    assert (job.state, job.arguments) == (State.NEW, {"batch": 7})
    assert jobs.run_due() == 1
    assert (fresh(job).state, job.progress, job.total, job.attempt) == (State.DONE, 3, 3, 1)
    assert job.finished_at


def test_effect_and_done_are_committed_together(begin, project):
    def work(run):
        with run.commit():
            make_effect(run)
            run.finish(report={"good": 1})

    job = begin(work)
    jobs.run_due()
    assert (fresh(job).state, job.report, effects(project)) == (State.DONE, {"good": 1}, 1)


def test_a_kind_nobody_knows_is_refused_by_name(project, owner):
    with pytest.raises(LookupError, match="No job is called 'dance'"):
        jobs.start("dance", project=project, owner=owner)


# How a job ends


def test_a_problem_is_told_and_not_tried_again(begin):
    def work(run):
        raise Problem("Line 3 is not JSON.")

    job = begin(work)
    jobs.run_due()
    assert (fresh(job).state, job.error, job.attempt) == (State.FAILED, "Line 3 is not JSON.", 1)


def test_any_other_error_is_tried_again_a_little_later(begin, project):
    def work(run):
        with run.commit():
            make_effect(run)
            if run.job.attempt < 3:
                raise RuntimeError("the weather")

    job = begin(work)
    for attempt in (1, 2):
        assert jobs.run_due() == 1
        assert (fresh(job).state, job.attempt, effects(project)) == (State.NEW, attempt, 0)
        assert job.due_at > timezone.now()
        assert jobs.run_due() == 0, "it is not due yet"
        Job.objects.update(due_at=timezone.now())
    jobs.run_due()
    assert (fresh(job).state, effects(project)) == (State.DONE, 1)


def test_after_five_attempts_it_fails_in_a_sentence_that_quotes_nothing(begin):
    def work(run):
        raise ValueError("Ann went to Rome")

    job = begin(work)
    for _ in range(Job.MOST_ATTEMPTS):
        jobs.run_due()
        Job.objects.update(due_at=timezone.now())
    assert jobs.run_due() == 0
    assert (fresh(job).state, job.attempt) == (State.FAILED, 5)
    assert job.error.startswith("It failed 5 times, the last time with ValueError.")
    assert "Rome" not in job.error


def test_a_waiting_job_is_cancelled_at_once(begin):
    job = begin(nothing)
    jobs.cancel(job)
    assert job.state == State.CANCELLED
    assert jobs.run_due() == 0


def test_a_running_job_is_cancelled_at_its_next_step_and_leaves_nothing(begin, project):
    def work(run):
        jobs.cancel(Job.objects.get(id=run.job.id))
        with run.commit():
            make_effect(run)

    job = begin(work)
    jobs.run_due()
    assert (fresh(job).state, effects(project)) == (State.CANCELLED, 0)


def test_a_job_that_is_over_is_not_cancelled_any_more(begin):
    job = begin(nothing)
    jobs.run_due()
    jobs.cancel(job)
    assert job.state == State.DONE


# Attempts


def test_an_attempt_that_was_superseded_changes_nothing(begin, project):
    def work(run):
        if run.job.attempt == 1:
            take_over(run.job)
            assert fresh(Job.objects.get()).state == State.NEW
            jobs.run_job(run.job.id, pulse=DirectPulse)  # elsewhere, meanwhile
        with run.commit():
            make_effect(run)

    job = begin(work)
    jobs.run_due()
    assert (fresh(job).state, job.attempt, effects(project)) == (State.DONE, 2, 1)


def test_an_old_attempt_learns_it_at_its_next_report(begin):
    learned = []

    def work(run):
        Job.objects.update(attempt=2)
        try:
            run.report_progress(1)
        except jobs.Superseded:
            learned.append(True)
            raise

    begin(work)
    jobs.run_due()
    assert learned
    assert Job.objects.get().state == State.RUNNING, "the other attempt goes on"


def test_only_what_is_silent_for_half_a_minute_is_taken_over(begin):
    job = begin(nothing)
    claim(job.id)
    Job.objects.update(beat_at=timezone.now() - timedelta(seconds=29))
    assert jobs.reconcile().taken_over == 0
    assert take_over(job).taken_over == 1
    assert (fresh(job).state, job.attempt) == (State.NEW, 1)


def test_a_job_whose_process_dies_five_times_fails_visibly(begin):
    job = begin(nothing)
    for _ in range(Job.MOST_ATTEMPTS):
        assert claim(job.id)
        take_over(job)
    assert claim(job.id) is None
    assert (fresh(job).state, job.attempt) == (State.FAILED, 5)
    assert job.error.startswith("It was begun 5 times")


def test_a_job_being_cancelled_whose_process_died_is_cancelled(begin):
    job = begin(nothing)
    claim(job.id)
    jobs.cancel(job)
    assert job.state == State.CANCELLING
    assert take_over(job).cancelled == 1
    assert fresh(job).state == State.CANCELLED


# How many


def test_a_sixth_waiting_bulk_job_is_refused(begin, project, owner):
    for _ in range(5):
        begin(nothing)
    with pytest.raises(jobs.TooMany, match="5 jobs of this project are waiting") as refused:
        begin(nothing)
    assert refused.value.status == 429
    assert Job.objects.count() == 5


def test_quick_jobs_and_other_projects_have_room_of_their_own(begin, owner):
    for _ in range(5):
        begin(nothing)
    other = Project.objects.create(name="Other", slug="other", created_by=owner)
    jobs.start("a test", project=other, owner=owner)
    begin(nothing, lane=Job.Lane.QUICK)
    assert Job.objects.count() == 7


def test_the_second_bulk_job_of_a_project_waits_for_the_first(begin):
    first, second = begin(nothing), begin(nothing)
    assert claim(first.id)
    assert claim(second.id) is None
    Job.objects.filter(id=first.id).update(state=State.DONE)
    assert claim(second.id)


def test_two_quick_jobs_of_a_project_may_run_at_once(begin):
    first, second = begin(nothing, Job.Lane.QUICK), begin(nothing, Job.Lane.QUICK)
    assert claim(first.id)
    assert claim(second.id)


def test_jobs_run_in_the_order_they_were_asked_for(begin):
    order = []
    for number in range(3):
        begin(lambda run: order.append(run.job.arguments["number"]), arguments={"number": number})
    jobs.run_due()
    assert order == [0, 1, 2]


# Due jobs


def test_a_due_job_is_made_once_until_it_begins(begin, project):
    begin(nothing)
    Job.objects.all().delete()
    for _ in range(3):
        jobs.due("a test", project.id)
    jobs.due("a test", None)
    jobs.due("a test", None)
    assert sorted(Job.objects.values_list("project_id", flat=True), key=str) == [project.id, None]
    claim(Job.objects.get(project=project).id)
    jobs.due("a test", project.id)
    assert Job.objects.filter(project=project).count() == 2, "what changed meanwhile needs another look"


def test_a_due_job_costs_one_query(begin, project, django_assert_num_queries):
    begin(nothing)
    with django_assert_num_queries(1):
        jobs.due("a test", project.id)


def test_a_single_job_is_found_rather_than_made_again(begin):
    assert begin(nothing, single=True).id == begin(nothing, single=True).id


def test_a_single_job_leaves_its_work_to_the_newer_one(begin, project):
    begin(nothing)
    Job.objects.all().delete()
    jobs.due("a test", project.id)
    older = Job.objects.get()
    claim(older.id)
    jobs.due("a test", project.id)
    take_over(older)
    assert (fresh(older).state, older.error) == (State.CANCELLED, "A newer job of this kind does its work.")
    assert Job.objects.get(state=State.NEW)


# Chunks


def test_a_chunked_job_goes_on_where_it_was_killed(begin, project):
    seen = []

    def work(run):
        run.chunks([(0, 10), (10, 20), (20, 30)])
        for chunk in run.open_chunks():
            with run.commit(chunk):
                make_effect(run)
                if run.job.attempt == 1 and chunk.number == 1:
                    raise RuntimeError("killed")
            seen.append((run.job.attempt, *chunk.bounds))

    job = begin(work)
    jobs.run_due()
    Job.objects.update(due_at=timezone.now())
    jobs.run_due()
    assert seen == [(1, 0, 10), (2, 10, 20), (2, 20, 30)]
    assert (fresh(job).state, effects(project)) == (State.DONE, 3)


def test_a_chunk_that_is_done_is_not_done_again(begin, project):
    def work(run):
        run.chunks([(0, 10)])
        [chunk] = run.open_chunks()
        JobChunk.objects.update(is_done=True)  # by the attempt that superseded us
        with run.commit(chunk):
            make_effect(run)

    begin(work)
    jobs.run_due()
    assert effects(project) == 0


# People


def test_a_problem_is_told_in_the_language_of_who_asked(begin, owner):
    owner.language = "de"
    owner.save()
    spoken = []
    begin(lambda run: spoken.append(get_language()))
    jobs.run_due()
    assert spoken == ["de"]
