"""A project that asks one question of every kind, with a hierarchy and a condition, and answers to it."""

import uuid

from annotate.services.projects import create_project
from annotate.services.publishing import publish_schema
from tests.conftest import NAMES

TONE = {
    "kind": "choice",
    "name": "Tone",
    "labels": [
        {"name": "glad", "key": "1"},
        {"name": "cross", "key": "2"},
        {"name": "furious", "key": "3", "parent": {"place": 1}},
    ],
}
RELATED = {
    "kind": "relations",
    "name": "Related",
    "required": False,
    "between": {"place": 1},
    "labels": [{"name": "went to"}, {"name": "knows"}],
}
REASON = {
    "kind": "text",
    "name": "Reason",
    "longest": 200,
    "shown_when": {"question": {"place": 0}, "labels": [{"place": 1}]},
}
HEAT = {
    "kind": "rating",
    "name": "Heat",
    "required": False,
    "scale": {"least": 0, "most": 4, "least_name": "cold"},
}
EVERY_KIND = [TONE, {**NAMES, "overlapping": True}, RELATED, REASON, HEAT]


def project_of_every_kind(owner, **more):
    """A project of this owner that asks all of them."""
    project = create_project(owner, "Every kind", audit_percent=0, **more)
    publish_schema(project, EVERY_KIND, owner)
    project.refresh_from_db()
    return project


class Asked:
    """Says things to the questions of a schema by their names."""

    def __init__(self, schema):
        self.schema = schema
        self.questions = {question["name"]: question for question in schema.questions}

    def label(self, question, name):
        return next(label["id"] for label in self.questions[question]["labels"] if label["name"] == name)

    def span(self, start, end, label="person"):
        return {"start": start, "end": end, "label": self.label("Names", label)}

    def relation(self, head, tail, label="went to"):
        return {"from": head, "to": tail, "label": self.label("Related", label)}

    def response(self, question, **content):
        return {"question": self.questions[question]["id"], **content}

    def responses(self, tone="cross", spans=(), relations=(), reason="", heat=None):
        """The wire form of an answer; a reason is only asked of somebody who is cross."""
        is_asked = tone in ("cross", "furious")
        return [
            self.response("Tone", labels=[self.label("Tone", tone)]),
            self.response("Names", spans=list(spans)),
            self.response("Related", relations=list(relations)),
            self.response("Reason", text=reason) if is_asked else self.response("Reason", state="not_asked"),
            self.response("Heat", rating=heat)
            if heat is not None
            else self.response("Heat", state="not_asked"),
        ]

    def body(self, document, key=None, **said):
        return {
            "key": key or str(uuid.uuid4()),
            "sha256": bytes(document.sha256).hex(),
            "schema": self.schema.id,
            "active_ms": 1500,
            "responses": self.responses(**said),
        }
