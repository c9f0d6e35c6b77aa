"""Questions of every kind for the browser tests, published and put to an annotator."""

from annotate.models import Label, Project, Question, Schema


def label(name, **more):
    return {"name": name, "slot": 1, "key": "", "description": "", "parent": None, **more}


def question(kind, name, labels=(), **more):
    """A question as a schema has it; labels by name or with all they have."""
    written = [label(one) if isinstance(one, str) else one for one in labels]
    for number, one in enumerate(written):
        one["slot"] = number % 8 + 1
    return {
        "kind": kind, "name": name, "help": "", "required": False, "overlapping": True, "labels": written, **more,
    }  # fmt: skip


def ask(project, *questions, number=1):
    """Make these the questions of the project. Others are named by their place: shown_when=(0, ["yes"]), between=1."""
    asked = [_row(project, one) for one in questions]
    for one in asked:
        if condition := one.get("shown_when"):
            place, names = condition
            ids = [row["id"] for row in asked[place]["labels"] if row["name"] in names]
            one["shown_when"] = {"question": asked[place]["id"], "labels": ids}
        if "between" in one:
            one["between"] = asked[one["between"]]["id"]
    newest = project.schemas.order_by("-number").first()
    schema = Schema.objects.create(
        project=project,
        number=newest.number + 1 if newest else number,
        body={"questions": asked},
        published_by=project.created_by,
    )
    Project.objects.filter(id=project.id).update(schema=schema)
    project.refresh_from_db()
    return asked


def _row(project, written):
    row = Question.objects.create(project=project, kind=written["kind"], name=written["name"])
    labels = []
    for one in written["labels"]:
        above = next((label["id"] for label in labels if label["name"] == one["parent"]), None)
        made = Label.objects.create(question=row, name=one["name"], slot=one["slot"], parent_id=above)
        labels.append({**one, "id": made.id, "parent": above})
    return {**written, "id": row.id, "labels": labels}
