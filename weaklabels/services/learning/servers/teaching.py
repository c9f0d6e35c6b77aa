"""Sending answers to a server, and asking it to train: it learns where its fit() uses what is posted to it.

Many back-ends fetch the answers from Label Studio by themselves instead; nothing is there for them to fetch.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotate import jobs
from annotate.jobs import Run, handler
from annotate.models import Document, Job
from annotate.problems import Conflict
from weaklabels.active.tokens import Stretch
from weaklabels.connecting import NoAnswer
from weaklabels.models import ModelServer
from weaklabels.modelserver.asking import Server
from weaklabels.services.learning.answers import Answer, said_about
from weaklabels.services.learning.due import ASK_SERVERS, TEACH_SERVER
from weaklabels.services.learning.servers.connecting import reach
from weaklabels.services.learning.subjects import Subject, subject_of

AT_ONCE = 50  # answers, between two notes of how far it got


@transaction.atomic
def start_teaching(server: ModelServer, by: object) -> Job:
    """Send it the answers that it does not have yet. Raises Conflict."""
    waiting = Job.objects.filter(kind=TEACH_SERVER, project=server.project_id, finished_at=None)
    if waiting.filter(arguments__server=server.id).exists():
        raise Conflict(_("It is being taught already. Wait for it, or cancel it."))
    return jobs.start(TEACH_SERVER, project=server.project, owner=by, arguments={"server": server.id})


@handler(TEACH_SERVER, lane=Job.Lane.BULK, name=gettext_lazy("teach the model server"))
def teach_server(run: Run) -> None:
    servers = ModelServer.objects.select_related("question__project__schema")
    server = servers.filter(id=run.job.arguments["server"]).first()
    subject = subject_of(server.question) if server else None
    if server is None or subject is None:
        run.finish({"answers": 0})
        return
    problem, taught = "", 0
    try:
        taught = teach(run, server, subject)
    except NoAnswer as why:
        problem = str(why)
    with run.commit():
        ModelServer.objects.filter(id=server.id).update(problem=problem, taught_at=timezone.now())
        jobs.due(ASK_SERVERS, server.project_id)
        run.finish({"answers": taught, "problem": problem})


def teach(run: Run, server: ModelServer, subject: Subject) -> int:
    """How many answers it was sent, the oldest first, before it was asked to train. Raises NoAnswer."""
    found = reach(server, subject)
    answers = said_about(subject).open().answers
    new = [one for one in answers if one.annotation > server.taught_until]
    for start in range(0, len(new), AT_ONCE):
        run.report_progress(start, len(new))
        part = new[start : start + AT_ONCE]
        _send(found, subject, part)
        with run.commit():
            ModelServer.objects.filter(id=server.id).update(taught_until=part[-1].annotation)
    found.train()
    return len(new)


def _send(found: Server, subject: Subject, answers: list[Answer]) -> None:
    ids = [one.document for one in answers]
    texts = dict(Document.objects.filter(id__in=ids, erased_at=None).values_list("id", "text"))
    for answer in answers:
        if answer.document in texts:
            found.teach(answer.document, texts[answer.document], _said(subject, answer))


def _said(subject: Subject, answer: Answer) -> list[str | Stretch]:
    """By the names of labels; who said it is nobody's business there."""
    name_of = dict(zip(subject.labels, subject.names, strict=True))
    return [
        Stretch(said[0], said[1], name_of[said[2]]) if isinstance(said, tuple) else name_of[said]
        for said in answer.labels
    ]
