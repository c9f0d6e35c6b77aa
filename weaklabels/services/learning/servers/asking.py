"""The job that asks: what a server says of the audit share, and, where it is to suggest, of what is lent soon.

Whatever it sends that cannot be believed is refused as a whole: what it said before stays as it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotate.jobs import Run, handler
from annotate.models import Job, Project, Stream
from annotate.services.rankings import Listed
from weaklabels.active.tokens import Scored
from weaklabels.connecting import NoAnswer
from weaklabels.models import ModelServer, Rival
from weaklabels.modelserver.asking import Server
from weaklabels.modelserver.reading import Said
from weaklabels.services.learning.answers import said_about
from weaklabels.services.learning.due import ASK_SERVERS
from weaklabels.services.learning.pieces import LEAST, keep_served, soon_lent
from weaklabels.services.learning.pools import audited, unanswered
from weaklabels.services.learning.rivals.keeping import Given, keep_rival
from weaklabels.services.learning.servers.connecting import reach
from weaklabels.services.learning.spans.lessons import texts_within
from weaklabels.services.learning.spans.readings import apart
from weaklabels.services.learning.subjects import Subject, subject_of
from weaklabels.services.ranking import Source, compose, offer, take_back
from weaklabels.services.suggesting import Picked

CHARACTERS = 5_000_000  # of the audit share, and as many of open documents
MOST_ORDERED, MOST_SOON = 2_000, 500  # open documents
JUDGED_EVERY = timedelta(days=1)
PART = 200  # between two looks whether the job was called off
UNSURE = "server_unsure"


@handler(ASK_SERVERS, lane=Job.Lane.BULK, name=gettext_lazy("ask the model servers"))
def ask_servers(run: Run) -> None:
    project = Project.objects.select_related("schema", "ranking").get(id=run.job.project_id)
    servers = list(ModelServer.objects.filter(project=project).select_related("question__project__schema"))
    for number, server in enumerate(servers if project.is_open else []):
        run.report_progress(number, len(servers))
        ask(run, server)
    with run.commit():
        compose(project)
        run.finish({"servers": len(servers)})


def ask(run: Run, server: ModelServer) -> None:
    """Ask one, and keep what it says or why it cannot be asked."""
    subject = subject_of(server.question)
    try:
        if subject is None:
            raise NoAnswer(_("This question is asked no more."))
        asking = Asking(run, server, subject, reach(server, subject))
        asking.work()
    except NoAnswer as why:
        with run.commit():
            ModelServer.objects.filter(id=server.id).update(problem=str(why), asked_at=timezone.now())
        return
    with run.commit():
        asking.keep()


@dataclass
class Asking:
    """One server and one question."""

    run: Run
    server: ModelServer
    subject: Subject
    found: Server
    audit: dict[int, Said] = field(default_factory=dict)
    open: dict[int, Said] = field(default_factory=dict)

    def work(self) -> None:
        """All that takes time. Raises NoAnswer."""
        if self._is_to_be_judged:
            self.audit = self._asked(audited(self.subject.project).tolist())
        if self.server.suggests:
            self.open = self._asked(self._candidates())

    def keep(self) -> None:
        """Write it all down. The caller holds the transaction in which this attempt counts."""
        rival = self._judged() if self._is_to_be_judged else self.server.rival
        keep_served(self.server, self.run.job.id, self._picked())
        if self.server.leads:
            take_back(self.subject.question, Source.MODEL)
            offer(self.subject.question, Source.SERVER, self._order())
        else:
            take_back(self.subject.question, Source.SERVER)
        now = timezone.now()
        ModelServer.objects.filter(id=self.server.id).update(
            problem="",
            asked_at=now,
            judged_at=now if self._is_to_be_judged else self.server.judged_at,
            version=self.found.version,
            rival=rival,
        )

    @cached_property
    def _is_to_be_judged(self) -> bool:
        """Is the whole audit share asked about again? It may be long, and a model changes seldom."""
        server = self.server
        if server.rival is None or server.judged_at is None or self.found.version != server.version:
            return True
        was_taught = server.taught_at is not None and server.taught_at > server.judged_at
        return was_taught or server.judged_at < timezone.now() - JUDGED_EVERY

    def _judged(self) -> Rival:
        said = {document: self._given(one) for document, one in self.audit.items()}
        return keep_rival(self.subject.question, str(self.server), Rival.Kind.SERVER, said, None)

    def _candidates(self) -> list[int]:
        """Documents that may be lent soon, none of which it can have been taught."""
        answered = [one.document for one in said_about(self.subject).open().answers]
        listed = unanswered(self.subject.project, labels=1)[:MOST_ORDERED].tolist()
        if not self.server.leads:
            listed = (_ranked(self.subject.project) or listed)[:MOST_SOON]
        soon = soon_lent(self.subject.project, listed, np.array(answered, np.int64))
        order = {document: place for place, document in enumerate(listed)}
        return sorted(soon.tolist(), key=lambda document: order.get(document, -1))

    def _asked(self, documents: Sequence[int]) -> dict[int, Said]:
        texts = texts_within(self.subject.project, documents, CHARACTERS)
        numbered, found = list(texts.items()), {}
        for start in range(0, len(numbered), PART):
            part = numbered[start : start + PART]
            said = self.found.predict(part)
            found.update(zip((document for document, _text in part), said, strict=True))
            self.run.report_progress(self.run.progress)
        return found

    def _spans(self, said: Said) -> list[Scored]:
        return list(said.spans) if self.subject.may_overlap else apart(list(said.spans))

    def _given(self, said: Said) -> list[Given]:
        number = self._numbers
        if self.subject.asks_for_words:
            return [(one.start, one.end, number[one.label]) for one in self._spans(said)]
        return [number[name] for name in said.labels]

    def _picked(self) -> Picked:
        """What is suggested: all of which it does not say itself that it is likelier wrong."""
        rows = sorted(
            (document, *given, np.nan if sure is None else sure)
            for document, said in self.open.items()
            for given, sure in self._sure(said)
            if sure is None or sure >= LEAST
        )
        if not rows:
            return Picked(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))
        columns = np.array([row[:-1] for row in rows], np.int64)
        scores = np.array([row[-1] for row in rows], np.float64)
        places = (columns[:, 1], columns[:, 2]) if self.subject.asks_for_words else (None, None)
        return Picked(columns[:, 0], columns[:, -1], scores, *places)

    def _sure(self, said: Said) -> list[tuple[tuple[int, ...], float | None]]:
        if self.subject.asks_for_words:
            found = zip(self._given(said), self._spans(said), strict=True)
            return [(given, span.score) for given, span in found if isinstance(given, tuple)]
        return [((given,), said.score) for given in self._given(said) if isinstance(given, int)]

    def _order(self) -> Listed:
        """What it is least sure of first; nothing where it does not say how sure it is."""
        doubts = {document: 1 - one.score for document, one in self.open.items() if one.score is not None}
        order = sorted(doubts, key=lambda document: -doubts[document])
        return Listed(order, [round(doubts[one], 4) for one in order], [UNSURE] * len(order))

    @property
    def _numbers(self) -> Mapping[str, int]:
        return dict(zip(self.subject.names, self.subject.labels, strict=True))


def _ranked(project: Project) -> list[int]:
    """Documents of the order that is served now."""
    if project.ranking is None:
        return []
    stretches = project.ranking.stretches.filter(stream=Stream.RANKED).order_by("number")
    return [document for stretch in stretches for document in stretch.documents]
