"""Which server is asked about a question, and what for. Only addresses the operator has listed."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from annotate import jobs
from annotate.models import Event, Question, User
from annotate.problems import Conflict, Invalid
from annotate.services.projects import lock_project
from weaklabels.connecting import NoAnswer
from weaklabels.models import ModelServer
from weaklabels.modelserver.asking import About, Server, shown
from weaklabels.modelserver.wording import Asked
from weaklabels.services.learning.due import ASK_SERVERS, LEARN
from weaklabels.services.learning.subjects import Subject, subject_of
from weaklabels.services.ranking import Source, take_back


def allowed() -> dict[str, str]:
    """What may be asked: addresses as people read them, and what the operator has written."""
    return {shown(url): url for url in settings.MODEL_SERVERS}


@transaction.atomic
def connect(question: Question, address: str, use: str, by: User) -> ModelServer:
    """Ask this server about the question from now on, and for that. Raises Invalid or Conflict."""
    if subject_of(question) is None:
        raise Invalid(_("This question asks nothing that a model could answer."), field="question")
    if address not in allowed():
        raise Invalid(
            _("“%(address)s” is none of the servers that the operator has listed: %(known)s.")
            % {"address": address[:100], "known": ", ".join(allowed()) or _("none")},
            field="address",
        )
    if use not in ModelServer.Use.values:
        raise Invalid(
            _("“%(use)s” is nothing a server can be used for. Choose one of: %(known)s.")
            % {"use": use[:100], "known": ", ".join(ModelServer.Use.values)},
            field="use",
        )
    lock_project(question.project)  # of two who connect at once, one comes second and is told
    suggesting = question.model_servers.exclude(use=ModelServer.Use.COMPARED).exclude(address=address)
    if use != ModelServer.Use.COMPARED and (other := suggesting.first()):
        raise Conflict(_("“%(server)s” suggests answers to this question already.") % {"server": other})
    server, _is_new = ModelServer.objects.update_or_create(
        question=question,
        address=address,
        defaults={
            "project_id": question.project_id,
            "use": use,
            "problem": "",
            "judged_at": None,
            "made_by": by,
        },
    )
    _note(server, by, "model server connected")
    jobs.due(ASK_SERVERS, question.project_id)
    jobs.due(LEARN, question.project_id)
    return server


@transaction.atomic
def disconnect(server: ModelServer, by: User) -> None:
    """It is asked no more; what it suggested, wished and said of audit documents goes with it."""
    _note(server, by, "model server disconnected")
    rival, question = server.rival, server.question
    server.delete()
    if rival:
        rival.delete()
    take_back(question, Source.SERVER)
    jobs.due(LEARN, question.project_id)


def reach(server: ModelServer, subject: Subject) -> Server:
    """The server, found and told of the question. Raises NoAnswer."""
    url = allowed().get(server.address)
    if url is None:
        raise NoAnswer(_("The operator has taken this server off the list. Disconnect it, or ask them."))
    asked = Asked(subject.names, subject.asks_for_words, subject.takes_several)
    project = subject.project
    about = About(f"{project.id}.{int(project.created_at.timestamp())}", asked)
    found = Server(url, about, settings.MODEL_SERVER_SECONDS)
    found.begin()
    return found


def _note(server: ModelServer, by: User, kind: str) -> None:
    Event.objects.create(
        project_id=server.project_id,
        actor=by,
        kind=kind,
        detail={"question": server.question_id, "server": server.id, "use": server.use},
    )
