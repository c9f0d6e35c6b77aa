"""What the model page shows of each question."""

from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import F, Max, Q, QuerySet

from annotate.models import Job, Project, Question
from annotate.numbers import number_format
from annotate.services.estimates import pace_of
from weaklabels.active.evidence import Judgement
from weaklabels.active.metrics import LabelFigures
from weaklabels.active.weighting import Weighted
from weaklabels.forms import LearningForm
from weaklabels.models import ModelRun, ModelServer, PublishedModel, Rival
from weaklabels.packing import DOCUMENTS, unpacked
from weaklabels.services.learning.answers import Said, said_about
from weaklabels.services.learning.charts import Curve, learning_curve
from weaklabels.services.learning.crosschecking import crosscheck
from weaklabels.services.learning.due import LEARN
from weaklabels.services.learning.measuring import (
    Outlook,
    all_figures_of,
    comparable,
    measured,
    outlook_of,
)
from weaklabels.services.learning.paying import reasons_of, verdict_of
from weaklabels.services.learning.people import Agreement, agreement_of
from weaklabels.services.learning.pools import size_of_audit_share
from weaklabels.services.learning.quality import Figures, Truth, steadiness_of, truth_of
from weaklabels.services.learning.recording import step_of
from weaklabels.services.learning.rivals.comparing import Contender, contenders_of
from weaklabels.services.learning.savings import Savings
from weaklabels.services.learning.spans.quality import SpanFigures
from weaklabels.services.learning.subjects import Subject, all_subjects_of
from weaklabels.services.learning.verdicts import judged, pace_of_orders
from weaklabels.services.learning.wording import (
    WISHED_AUDIT,
    as_sure_as_right,
    curve_rests_on,
    far_to_goal,
    judged_on,
    people_agree,
    steady_in_words,
    too_early,
    when_next,
    where_it_goes,
    why_order,
    worth_of_more,
)

MOST_RUNS = 20


@dataclass(frozen=True)
class LabelRow:
    """A label and how many answered documents have it."""

    name: str
    answered: float


@dataclass
class ModelBoard:
    """One question: its current model, how good it is, whether its order pays, its versions and its runs."""

    subject: Subject
    run: ModelRun | None
    new_answers: int
    labels: list[LabelRow]
    runs: list[ModelRun]
    versions: list[PublishedModel]
    curve_runs: list[ModelRun]
    said: Said = field(repr=False)

    @property
    def published(self) -> PublishedModel | None:
        return next((one for one in self.versions if one.retired_at is None), None)

    form: LearningForm | None = None  # for those who may change it

    @cached_property
    def truth(self) -> Truth:
        return truth_of(self.said)

    @cached_property
    def asked(self) -> Truth:
        """Of these, what the current model was asked about: all of long documents would take too long to read."""
        return self.truth.asked_of(self.run) if self.run else self.truth

    @cached_property
    def figures(self) -> Figures | SpanFigures | None:
        """Of the current model on the audit documents."""
        return all_figures_of(self.subject, self.run, self.truth) if self.run else None

    @property
    def label_figures(self) -> list[tuple[str, LabelFigures]]:
        return list(zip(self.subject.names, self.figures.quality.labels, strict=True)) if self.figures else []

    @property
    def as_sure_as_right(self) -> str:
        return as_sure_as_right(self.figures.calibration) if isinstance(self.figures, Figures) else ""

    @cached_property
    def too_early(self) -> str:
        share = size_of_audit_share(self.subject.project, WISHED_AUDIT)
        return too_early(len(self.truth), len(self.asked), share)

    @cached_property
    def on_the_curve(self) -> tuple[list[ModelRun], Truth]:
        """Runs, and the documents on which all of them are judged."""
        return comparable(self.curve_runs, self.truth)

    @property
    def curve_rests_on(self) -> str:
        runs, truth = self.on_the_curve
        return curve_rests_on(len(truth), len(self.curve_runs) - len(runs))

    @cached_property
    def curve(self) -> Curve | None:
        """F1 of the runs in short, all on the same documents."""
        runs, truth = self.on_the_curve
        found = [measured(self.subject, run, truth) for run in runs]
        points = [
            (one.run.documents, one.figure, one.between)
            for one in found
            if one.figure is not None and one.between is not None
        ]
        return learning_curve(points, self.subject.settings.goal, self.agreement.figure, self.outlook.ahead())

    @cached_property
    def outlook(self) -> Outlook:
        """Where the curve will go."""
        return outlook_of(self.subject, *self.on_the_curve, self.subject.settings.goal)

    @cached_property
    def agreement(self) -> Agreement:
        """Of people: the ceiling in the drawing."""
        return agreement_of(self.said)

    @property
    def agreement_in_words(self) -> str:
        return people_agree(self.agreement)

    @cached_property
    def crosscheck(self) -> Weighted | None:
        """Accuracy from the queue's own answers, beside that of the audit share."""
        return None if self.asks_for_words else crosscheck(self.said, self.runs)

    @cached_property
    def contenders(self) -> list[Contender]:
        """Our model and others on the documents that all of them speak of."""
        if self.run is None:
            return []
        return contenders_of(self.subject, self.run, self.truth, self.rivals)

    @cached_property
    def rivals(self) -> list[Rival]:
        return list(Rival.objects.filter(question=self.subject.question))

    @cached_property
    def servers(self) -> list[ModelServer]:
        """Those that are asked about the question."""
        return list(ModelServer.objects.filter(question=self.subject.question))

    @property
    def judged_on(self) -> str:
        return judged_on(self.asked)

    @cached_property
    def what_is_to_come(self) -> list[str]:
        """How far the goal is, and what more answers would bring for their time."""
        if not self.run:
            return []
        seconds = pace_of(self.subject.project).seconds
        goal = self.subject.settings.goal
        said = [far_to_goal(self.outlook.forecast, seconds) if goal else where_it_goes(self.outlook.forecast)]
        return [one for one in (*said, worth_of_more(self.outlook.curve, seconds)) if one]

    @property
    def steady(self) -> str:
        return steady_in_words(steadiness_of(self.subject, self.runs)) if self.run else ""

    @cached_property
    def judgement(self) -> Judgement:
        return judged(self.said)

    @property
    def asks_for_words(self) -> bool:
        return self.subject.asks_for_words

    @property
    def is_compared(self) -> bool:
        """Only the order of questions for one label can be judged by duels."""
        return self.subject.kind == Question.Kind.CHOICE and self.subject.orders_queue

    @property
    def verdict(self) -> str:
        return verdict_of(self.judgement, self.savings)

    @property
    def savings(self) -> Savings | None:
        """What the order saves, as it was last counted."""
        return Savings.read(self.run.report.get("saved")) if self.run else None

    @property
    def verdict_rests_on(self) -> list[str]:
        in_time, pace = judged(self.said, timed=True), pace_of_orders(self.said)
        is_set = self.subject.project.mix_is_set
        return reasons_of(self.judgement, in_time, pace, self.savings, mix_is_set=is_set)

    @property
    def when_next(self) -> str:
        return when_next(self.subject.settings, self.to_come, is_open=self.subject.project.is_open)

    @property
    def why_order(self) -> str:
        return why_order(self.run)

    @property
    def seconds(self) -> str:
        return number_format((self.run.took_ms if self.run else 0) / 1000, 1)

    @property
    def to_come(self) -> int:
        """Answers until it learns again."""
        return max(0, self.subject.settings.answers_a_run - self.new_answers)


def boards_of(project: Project) -> list[ModelBoard]:
    return [board_of(subject) for subject in all_subjects_of(project)]


def board_of(subject: Subject) -> ModelBoard:
    runs = list(runs_of(subject)[:MOST_RUNS])
    run = runs[0] if runs else None
    said = said_about(subject)
    learned = set(unpacked(run.answers, DOCUMENTS).tolist()) if run else set()
    names = dict(zip(subject.labels, subject.names, strict=True))
    counted = zip(run.labels, run.counts, strict=True) if run else []
    return ModelBoard(
        subject=subject,
        run=run,
        new_answers=sum(one.annotation not in learned for one in said.open().answers),
        labels=[LabelRow(names[label], count) for label, count in counted if label in names],
        runs=runs,
        versions=list(
            PublishedModel.objects.filter(question=subject.question)
            .select_related("run", "published_by")
            .order_by("-version")
        ),
        curve_runs=spread_out(subject),
        said=said,
    )


def runs_of(subject: Subject) -> QuerySet[ModelRun]:
    """The newest first, without what is long."""
    return (
        ModelRun.objects.filter(question=subject.question)
        .select_related("file", "fit")
        .defer("gold")
        .order_by("-number")
    )


def spread_out(subject: Subject) -> list[ModelRun]:
    """The runs on the curve, evenly apart, the first and the newest among them."""
    runs = ModelRun.objects.filter(question=subject.question)
    newest = runs.aggregate(newest=Max("number"))["newest"] or 0
    chosen = runs.alias(beside=F("number") % step_of(newest)).filter(Q(beside=0) | Q(number__in=(1, newest)))
    return list(chosen.defer("answers", "gold").order_by("number"))


def training_of(project: Project) -> Job | None:
    """The training that waits or goes on, if any."""
    return project.jobs.filter(kind=LEARN, finished_at=None).order_by("-id").first()
