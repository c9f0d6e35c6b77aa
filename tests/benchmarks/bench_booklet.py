"""How long do the booklet's pages take with 2,000 pages, 50,000 examples and 20,000 discussions? Whole requests.

Processor time of this process and wall time: the second counts the database in, and other work on the machine.
"""

import gc
import random
import time
import uuid
from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from annotate.models import Batch, Inquiry, Membership, Project, User
from annotate.roles import Role
from annotate.services.documents import NewDocument, add_documents
from annotate.services.projects import add_member, create_project
from annotate.services.publishing import publish_schema
from booklet.models import Comment, Decision, Example, Page, Revision
from booklet.services.pages import Edit, make_page
from config.warmup import get_ready

PAGES, EXAMPLES, DECISIONS = 2_000, 50_000, 1_000
DISCUSSIONS = 20_000  # half of them questions, half comments on pages
TIMES = 40
AT_ONCE = 10_000
WORDS = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in ("n", "rt", "st", "l", "mp")]
TONE = {"kind": "choice", "name": "Tone", "labels": [{"name": "glad"}, {"name": "cross"}]}


def run() -> None:
    world = build()
    gc.collect()
    get_ready()  # as a web process does before its first request
    client = Client(headers={"host": "localhost"})
    client.force_login(world.user)
    slug = world.project.slug
    page = Page.objects.get(project=world.project, current__title="Long")
    label = page.label_id
    document = world.project.documents.order_by("id").last().id
    asked = {
        "a page of 300 lines with 20 live examples": reverse("booklet:page", args=[slug, page.id]),
        "opened in the workbench": reverse("booklet:panel", args=[slug], query={"label": label}),
        "with what was asked before": reverse(
            "booklet:panel", args=[slug], query={"label": label, "document": document}
        ),
        "a label's hint": reverse("booklet:hint", args=[slug], query={"label": label}),
        "a search for a word in 12 %": reverse("booklet:index", args=[slug], query={"q": WORDS[7]}),
        "a search for two words": reverse(
            "booklet:index", args=[slug], query={"q": f"{WORDS[7]} {WORDS[90]}"}
        ),
    }
    print(
        f"{PAGES:,} pages, {EXAMPLES:,} examples, {DISCUSSIONS:,} discussions, {DECISIONS:,} decisions; "
        f"{TIMES} requests each; goal: p95 under 100 ms"
    )
    print(f"  {'':42} {'p50':>6} {'p95':>6} {'cpu p50':>8}")
    for name, url in asked.items():
        p50, p95, cpu = timed(lambda url=url: client.get(url))
        print(f"  {name:42} {p50:6.0f} {p95:6.0f} {cpu:8.0f}")


def timed(ask: Callable[[], object]) -> tuple[float, float, float]:
    """Median and 95th percentile in milliseconds, and the median of this process's processor time."""
    for _ in range(3):
        assert ask().status_code == 200
    walls, cpus = [], []
    for _ in range(TIMES):
        wall, cpu = time.perf_counter(), time.process_time()
        ask()
        walls.append(1000 * (time.perf_counter() - wall))
        cpus.append(1000 * (time.process_time() - cpu))
    walls.sort()
    return walls[TIMES // 2], walls[int(0.95 * TIMES)], sorted(cpus)[TIMES // 2]


def build() -> Membership:
    chance = random.Random(1)
    owner = User.objects.create_user("bench", "correct horse battery", name="Bench")
    project = create_project(owner, "Bench", audit_percent=0)
    publish_schema(project, [TONE], owner)
    project.refresh_from_db()
    add_member(project, owner, list(Role), by=owner)
    label = project.questions.get().labels.first()
    page = make_page(project, Edit("Long", "First."), owner, label=label)
    add_pages(project, owner, chance)
    add_examples(project, owner, page, chance)
    add_discussions(project, owner, chance)
    numbers = range(1, 21)
    lines = [f"{{{{example: {number}}}}}" for number in numbers]
    lines += [f"* {sentence(chance, 12)}" for _ in range(280)]
    revision = Revision.objects.create(
        page=page, number=2, title="Long", text="\n\n".join(lines), author=owner, guideline_version=2
    )
    Page.objects.filter(id=page.id).update(current=revision)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return Membership.objects.select_related("project", "user").get(project=project, user=owner)


def add_pages(project: Project, owner: User, chance: random.Random) -> None:
    pages = Page.objects.bulk_create(Page(project=project, position=place) for place in range(PAGES - 1))
    revisions = Revision.objects.bulk_create(
        Revision(
            page=page,
            number=1,
            title=f"Page {page.id}",
            text=sentence(chance, 300),
            author=owner,
            guideline_version=1,
        )
        for page in pages
    )
    for page, revision in zip(pages, revisions, strict=True):
        page.current = revision
    Page.objects.bulk_update(pages, ["current"], batch_size=500)
    Decision.objects.bulk_create(
        Decision(
            project=project,
            number=number,
            title=sentence(chance, 6),
            decision=sentence(chance, 40),
            author=owner,
        )
        for number in range(1, DECISIONS + 1)
    )


def add_examples(project: Project, owner: User, page: Page, chance: random.Random) -> None:
    batch = Batch.objects.create(project=project, name="bench", created_by=owner)
    label = page.label
    says = [{"question": label.question_id, "content": {"labels": [label.id]}}]
    pages = [page, *project.pages.exclude(id=page.id)]
    for first in range(0, EXAMPLES, AT_ONCE):
        texts = [
            NewDocument(sentence(chance, 60), external_id=str(first + place)) for place in range(AT_ONCE)
        ]
        documents = add_documents(batch, texts)
        Example.objects.bulk_create(
            Example(
                project=project,
                number=first + place,
                page=pages[(first + place) % len(pages)] if first + place > 40 else page,
                document=document,
                kind="counts",
                says=says,
                reasoning=sentence(chance, 15),
                guideline_version=1,
                author=owner,
            )
            for place, document in enumerate(documents, 1)
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE booklet_example e SET words = to_tsvector('simple', e.reasoning || ' ' || d.text) "
            "FROM annotate_document d WHERE d.id = e.document_id"
        )


def add_discussions(project: Project, owner: User, chance: random.Random) -> None:
    documents = list(project.documents.order_by("id").values_list("id", flat=True)[: DISCUSSIONS // 2])
    Inquiry.objects.bulk_create(
        Inquiry(
            key=uuid.uuid4(),
            project=project,
            document_id=document,
            author=owner,
            text=sentence(chance, 12),
            reply=sentence(chance, 20),
            answered_at=timezone.now(),
        )
        for document in documents
    )
    pages = list(project.pages.with_text()[:500])
    Comment.objects.bulk_create(
        Comment(page=page, revision=page.current, text=sentence(chance, 20), author=owner)
        for page in chance.choices(pages, k=DISCUSSIONS // 2)
    )


def sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words))
