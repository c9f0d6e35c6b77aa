"""Two projects that share nothing: what the arguments of a route are in one, and in the other."""

import io
import uuid
from collections.abc import Callable
from typing import Any

from django.utils import timezone
from PIL import Image

from annotate.files import new_file
from annotate.imports.lifecycle import begin_import
from annotate.models import (
    Annotation,
    Batch,
    Choice,
    Document,
    Flag,
    Import,
    Inquiry,
    Invitation,
    Job,
    Project,
    Question,
    Response,
    SharingRule,
    Standing,
    User,
)
from annotate.roles import Role
from annotate.services.documents import NewDocument, add_documents
from annotate.services.inquiries import Asked, ask
from annotate.services.invitations import invite_to_project
from annotate.services.publishing import publish_schema
from annotate.services.sources import make_source
from annotate.services.work import raise_flag
from booklet.models import (
    Comment,
    Decision,
    Example,
    Interview,
    InterviewDocument,
    Page,
    Proposal,
    SchemeChange,
    Share,
    SharedDocument,
    VisitorComment,
)
from booklet.services.comments import Said, comment_on
from booklet.services.decisions import Wish as Decided
from booklet.services.decisions import decide
from booklet.services.examples import Shown, make_example
from booklet.services.pages import Edit, make_page
from booklet.services.pictures import add_picture
from booklet.services.proposals import propose_edit
from booklet.services.shares.comments import Said as VisitorSaid
from booklet.services.shares.comments import comment_as_visitor
from booklet.services.shares.documents import add_named
from booklet.services.shares.making import Wish as Shared
from booklet.services.shares.making import change_share, make_share
from review.models import Release, SampledAnswer, Session, SessionItem, SpotCheck
from review.services.releases.names import Frozen
from review.services.releases.wishes import Labels
from review.services.releases.wishes import Wish as Released
from review.services.spot_checks.batches import packed
from weaklabels.matching import forms
from weaklabels.matching.definitions import Keywords, Rule
from weaklabels.models import Judgement, LabelingFunction, ModelRun, ModelServer, Rival, Round, VoteUpload
from weaklabels.services.functions import Wish, make_rule
from weaklabels.services.uploads.keeping import begin_upload

World = dict[str, Any]


def document_of(project: Project) -> Document:
    if document := project.documents.first():
        return document
    batch = Batch.objects.create(project=project, name="world", created_by=project.created_by)
    return add_documents(batch, [NewDocument("Ann went to Rome.", external_id="one")])[0]


def invitation_of(project: Project) -> Invitation:
    invite_to_project(project, [Role.ANNOTATOR], by=project.created_by)
    return Invitation.objects.filter(project=project).latest("id")


def job_of(project: Project) -> Job:
    job, is_new = Job.objects.get_or_create(project=project, kind="nothing", state=Job.State.DONE)
    if is_new:
        with new_file(project, "nothing.txt", None) as out:
            out.write(b"nothing")
        job.files.add(out.stored)
    return job


def import_of(project: Project) -> Import:
    if entry := project.imports.first():
        return entry
    with new_file(project, "calls.jsonl", project.created_by) as out:
        out.write(b'{"text": "Ann went to Rome."}')
    return begin_import(project, project.created_by, out.stored)


def flag_of(project: Project) -> Flag:
    document = document_of(project)
    return document.flags.first() or raise_flag(
        project.memberships.first(), document, uuid.uuid4(), "Is this one finished?"
    )


def inquiry_of(project: Project) -> Inquiry:
    document = document_of(project)
    return document.inquiries.first() or ask(
        project.memberships.first(), document, Asked(uuid.uuid4(), "Is this one finished?")
    )


def count_of(project: Project) -> Job:
    return Job.objects.get_or_create(
        project=project, kind="count_documents", state=Job.State.DONE, report={"count": 1}
    )[0]


def rule_of(project: Project) -> SharingRule:
    if rule := project.sharing_rules.first():
        return rule
    return SharingRule.objects.create(project=project, name="All", created_by=project.created_by)


def preview_of(project: Project) -> Job:
    report = {"documents": 1, "given": {}, "refused": {}}
    arguments = {"filters": {}, "people": {}, "answers": 1, "raises_wants": False}
    return Job.objects.get_or_create(
        project=project,
        kind="preview_assignment",
        state=Job.State.DONE,
        report=report,
        arguments=arguments,
    )[0]


def acceptance_of(project: Project) -> Job:
    report = {"count": 0, "percents": [], "shown": [], "divided": 0}
    question = question_of(project).id
    arguments = {"question": question, "percent": 100, "people": 2, "with_audit": True}
    return Job.objects.get_or_create(
        project=project,
        kind="preview_acceptance",
        state=Job.State.DONE,
        report=report,
        arguments=arguments,
    )[0]


def question_of(project: Project) -> Question:
    if not project.questions.filter(kind=Question.Kind.CHOICE).exists():
        publish_schema(
            project, [{"kind": "choice", "name": "Tone", "labels": [{"name": "glad"}]}], project.created_by
        )
    return project.questions.filter(kind=Question.Kind.CHOICE).first()


def function_of(project: Project) -> LabelingFunction:
    if function := project.labeling_functions.filter(kind=LabelingFunction.Kind.DECLARATIVE).first():
        return function
    question = question_of(project)
    wish = Wish("12", forms.write(Rule(0, Keywords(("Ρώμη",)))), question.labels.first().id)
    return make_rule(question, wish, project.created_by)


def python_function_of(project: Project) -> LabelingFunction:
    kind = LabelingFunction.Kind.PYTHON
    if function := project.labeling_functions.filter(kind=kind).first():
        return function
    question = project.questions.get(kind=Question.Kind.CHOICE)
    wish = Wish("13", {"source": "def label(text, metadata):\n    return None\n"}, None)
    return make_rule(question, wish, project.created_by, kind)


def model_function_of(project: Project) -> LabelingFunction:
    kind = LabelingFunction.Kind.LANGUAGE_MODEL
    if function := project.labeling_functions.filter(kind=kind).first():
        return function
    question = question_of(project)
    answers = {"yes": question.labels.first().id}
    definition = {"prompt": "{text}?", "model": "m", "answers": answers, "longest": 100, "most_spent": "1"}
    return make_rule(question, Wish("14", definition, None), project.created_by, kind)


def round_of(project: Project) -> Round:
    function = function_of(project)
    return function.rounds.first() or Round.objects.create(
        function=function, version=function.newest, expert=project.created_by, hits=1
    )


def judgement_of(project: Project) -> Judgement:
    drawn = round_of(project)
    return drawn.judgements.first() or Judgement.objects.create(
        round=drawn,
        function=drawn.function,
        place=0,
        document=document_of(project),
        label=drawn.version.label,
        draw_probability=1.0,
    )


def page_of(project: Project) -> Page:
    if page := project.pages.filter(label__isnull=False).first():
        return page
    label = question_of(project).labels.first()
    return make_page(project, Edit("Ρώμη", "# 14\n"), project.created_by, label=label)


def picture_of(project: Project) -> Any:
    drawn = io.BytesIO()
    Image.new("RGB", (3, 2), "teal").save(drawn, "PNG")
    return add_picture(project, drawn.getvalue(), "14.png", project.created_by)


def proposal_of(project: Project) -> Proposal:
    page = page_of(project)
    edit = Edit("Ρώμη", "# 15\n", base=1)
    return page.proposals.first() or propose_edit(page, edit, project.created_by)


def example_of(project: Project) -> Example:
    question = question_of(project)
    says = [{"question": question.id, "content": {"labels": [question.labels.first().id]}}]
    shown = Shown(page_of(project), document_of(project), "counts", says, "Ρώμη")
    return project.examples.first() or make_example(project, shown, project.created_by)


def comment_of(project: Project) -> Comment:
    page = page_of(project)
    return page.comments.first() or comment_on(page, Said("18"), project.created_by)


def interview_of(project: Project) -> Interview:
    if interview := project.interviews.first():
        return interview
    interview = Interview.objects.create(
        project=project, number=1, stakeholder="23", question="24", seed=25, begun_by=project.created_by
    )
    InterviewDocument.objects.create(
        interview=interview, place=1, document=document_of(project), kind="random", nearness=0
    )
    return interview


def decision_of(project: Project) -> Decision:
    return project.decisions.first() or decide(project, Decided("Ρώμη", "16"), project.created_by)


def scheme_change_of(project: Project) -> SchemeChange:
    """A name that was changed and is again what it was."""
    if change := project.scheme_changes.first():
        return change
    question_of(project)
    schema = project.schemas.first()
    return SchemeChange.objects.create(
        project=project,
        number=1,
        act=SchemeChange.Act.RENAME,
        wish={"act": "rename", "labels": [schema.questions[0]["labels"][0]["id"]], "into": None, "names": []},
        before=schema,
        after=schema,
        decision=decision_of(project),
        source=make_source(project, "ρ"),
        author=project.created_by,
    )


def share_of(project: Project) -> Share:
    """Of everything something is shown."""
    if share := project.shares.first():
        return share
    page, example = page_of(project), example_of(project)
    share = make_share(project, "19", project.created_by)
    sections = {
        "pages": [str(page.id)],
        "examples": [str(example.number)],
        "figures": ["progress", "agreement"],
        "documents": [],
        "try": [],
        "comments": [],
    }
    return change_share(share, Shared("19", "20", sections), project.created_by)


def shown_of(project: Project) -> SharedDocument:
    share = share_of(project)
    if not share.documents.exists():
        add_named(share, [str(document_of(project).id)], SharedDocument.Output.RULES)
    return share.documents.first()


def visitor_comment_of(project: Project) -> VisitorComment:
    share = share_of(project)
    return share.comments.first() or comment_as_visitor(share, VisitorSaid("21", "22"))


def vote_upload_of(project: Project) -> VoteUpload:
    if upload := project.vote_uploads.first():
        return upload
    with new_file(project, "17.csv", project.created_by) as out:
        out.write(b"id,model\none,glad\n")
    return begin_upload(question_of(project), out.stored, None, project.created_by)


def run_of(project: Project) -> ModelRun:
    """A training whose files are gone: what may be asked of it is refused in words."""
    question = question_of(project)
    return ModelRun.objects.filter(question=question).first() or ModelRun.objects.create(
        project=project,
        question=question,
        schema=project.schema or project.schemas.first(),
        number=1,
        labels=list(question.labels.values_list("id", flat=True)),
        counts=[0.0] * question.labels.count(),
        seed=1,
        answers=b"",
        gold=b"",
        documents=0,
    )


def sampled_of(project: Project) -> SampledAnswer:
    """The only answer of a check that asks for it, by a person who can check nothing here."""
    if sampled := SampledAnswer.objects.filter(spot_check__project=project).first():
        return sampled
    question = question_of(project)
    annotation = Annotation.objects.create(
        key=uuid.uuid4(),
        body_hash=b"",
        project=project,
        document=document_of(project),
        author=User.objects.create_user(f"0{project.id}"),
        schema=project.schemas.latest("number"),
        stream="control",
    )
    response = Response.objects.create(annotation=annotation, question=question, state="answered")
    Choice.objects.create(response=response, label=question.labels.first())
    check = SpotCheck.objects.create(
        project=project,
        question=question,
        made_by=project.created_by,
        wished={},
        batch=packed([annotation.id]),
        batch_size=1,
        kind="fixed",
        rate="0.03",
        confidence="0.95",
        allowed=0,
        sizes=[1],
        seed=1,
    )
    return SampledAnswer.objects.create(spot_check=check, place=1, annotation=annotation)


def item_of(project: Project) -> SessionItem:
    """What a session has to talk about: a question somebody asked."""
    session = project.feedback_sessions.first()
    if session is None:
        session = Session.objects.create(project=project, number=1, begun_by=project.created_by)
    kind, asked = SessionItem.Kind.INQUIRY, inquiry_of(project)
    return SessionItem.objects.get_or_create(session=session, place=1, kind=kind, inquiry=asked)[0]


def server_of(project: Project) -> ModelServer:
    return ModelServer.objects.get_or_create(
        project=project,
        question=question_of(project),
        address="models.example.org",
        defaults={"made_by": project.created_by},
    )[0]


def release_of(project: Project) -> Release:
    """A draft that an owner could publish, with a file beside it."""
    if release := project.releases.first():
        return release
    question = question_of(project)
    parts = {"train": 1, "validation": 0, "test": 0}
    labels = {question.name: {"documents": parts, "labels": {"Ρώμη": parts}}}
    with new_file(project, "23.zip", project.created_by) as out:
        out.write(b"nothing")
    project.refresh_from_db()
    return Release.objects.create(
        project=project,
        name="23",
        made_by=project.created_by,
        wish=Released({str(question.id): Labels.ANSWERS}).as_json(),
        as_of=timezone.now(),
        names=Frozen.now(project, with_people=False).as_json(),
        booklet={"version": 0, "pages": [], "examples": [], "decisions": []},
        counts={"documents": parts, "left_out": {}, "groups": 0, "answers": 1, "people": 1, "labels": labels},
        facts="## Ρώμη\n",
        archive=out.stored,
    )


def rival_of(project: Project) -> Rival:
    """Predictions that somebody has uploaded."""
    return Rival.objects.get_or_create(
        project=project,
        question=question_of(project),
        name="theirs",
        defaults={"kind": Rival.Kind.UPLOADED, "documents": b"", "labels": b""},
    )[0]


# How to make an argument of a route for a project. A new argument name needs a line here.
ARGUMENTS: dict[str, Callable[[Project], Any]] = {
    "project_slug": lambda project: project.slug,
    "member_id": lambda project: project.memberships.order_by("id").first().id,
    "import_id": lambda project: import_of(project).id,
    "annotator_id": lambda project: project.created_by_id,
    "question_id": lambda project: question_of(project).id,
    "function_id": lambda project: function_of(project).id,
    "python_function_id": lambda project: python_function_of(project).id,
    "model_function_id": lambda project: model_function_of(project).id,
    "vote_upload_id": lambda project: vote_upload_of(project).id,
    "round_id": lambda project: round_of(project).id,
    "sampled_id": lambda project: sampled_of(project).id,
    "spot_check_id": lambda project: sampled_of(project).spot_check_id,
    "judgement_id": lambda project: judgement_of(project).id,
    "run_id": lambda project: run_of(project).id,
    "session_id": lambda project: item_of(project).session_id,
    "item_id": lambda project: item_of(project).id,
    "release_id": lambda project: release_of(project).id,
    "rival_id": lambda project: rival_of(project).id,
    "server_id": lambda project: server_of(project).id,
    "rule_id": lambda project: rule_of(project).id,
    "acceptance_id": lambda project: acceptance_of(project).id,
    "preview_id": lambda project: preview_of(project).id,
    "count_id": lambda project: count_of(project).id,
    "inquiry_id": lambda project: inquiry_of(project).id,
    "flag_id": lambda project: flag_of(project).id,
    "map_kind": lambda project: "concepts",
    "picture_number": lambda project: picture_of(project).number,
    "page_id": lambda project: page_of(project).id,
    "proposal_id": lambda project: proposal_of(project).id,
    "comment_id": lambda project: comment_of(project).id,
    "example_id": lambda project: example_of(project).id,
    "change_id": lambda project: scheme_change_of(project).id,
    "share_id": lambda project: share_of(project).id,
    "shown_id": lambda project: shown_of(project).id,
    "visitor_comment_id": lambda project: visitor_comment_of(project).id,
    "decision_id": lambda project: decision_of(project).id,
    "interview_id": lambda project: interview_of(project).id,
    "place": lambda project: 1,
    "document_id": lambda project: document_of(project).id,
    "invitation_id": lambda project: invitation_of(project).id,
    "job_id": lambda project: job_of(project).id,
    "user_id": lambda project: project.created_by_id,
    "file_id": lambda project: job_of(project).files.get().id,
}

# Those that are the same in every project.
NO_IDS = {"project_slug", "map_kind", "picture_number", "place"}


def arguments_of(project: Project, names: set[str]) -> World:
    unknown = names - ARGUMENTS.keys()
    assert not unknown, f"tests/access/world.py does not know how to make {sorted(unknown)}"
    return {name: ARGUMENTS[name](project) for name in names}


def make_all(project: Project) -> None:
    """Make what any route can name, once for all tests of a file: for each it would take longer than it does."""
    arguments_of(project, set(ARGUMENTS))


def stand(project: Project, user: Any) -> None:
    """Let the user have an own standing with the project's document, where a route asks for one."""
    Standing.objects.get_or_create(
        project=project,
        document=document_of(project),
        annotator=user,
        defaults={"state": Standing.State.LAPSED, "stream": "control"},
    )
