"""The demo's rules, as its expert wrote them; a worker applies them as it does any other."""

import json
from pathlib import Path

from annotate.models import Project, Question, User
from annotate.services.demo import Names
from weaklabels.matching import forms
from weaklabels.matching.definitions import Rule, Says
from weaklabels.services.dictionaries import upload_dictionary
from weaklabels.services.functions import Wish, make_rule

FOLDER = Path(__file__).resolve().parent.parent / "demo"
EXPERT = "eve"


def add_rules(project: Project, people: dict[str, User]) -> None:
    """Dictionaries first: a rule may name only one that is there."""
    expert, names = people[EXPERT], Names(project.schema)
    for path in sorted(FOLDER.glob("*.txt")):
        upload_dictionary(project, path.stem.capitalize(), path.read_text("utf-8").splitlines(), expert)
    questions = {question.id: question for question in project.questions.all()}
    for told in json.loads((FOLDER / "rules.json").read_text(encoding="utf-8")):
        asked = names.question(told["question"])
        question = questions[asked["id"]]
        says = Says.SPANS if question.kind == Question.Kind.SPANS else Says.LABEL
        definition = forms.write(Rule(0, forms.read_condition(told["when"]), says))
        label_id = names.label(asked, told["label"])
        make_rule(question, Wish(told["name"], definition, label_id, told["guideline"]), expert)
