"""Which question is a request about?"""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from annotate.models import Project, Question
from annotate.problems import Invalid
from weaklabels.numbers import number_in
from weaklabels.services.functions import ASKED_BY_RULES


def question_of(project: Project, form: Mapping[str, str]) -> Question:
    """The question that is named, else the first that rules can answer. Raises Invalid where there is none."""
    questions = project.questions.filter(retired_at=None, kind__in=ASKED_BY_RULES).order_by("id")
    number = form.get("question", "")
    found = questions.filter(id=number_in(number)).first() if number.isdecimal() else questions.first()
    if found is None:
        raise Invalid(_("Rules answer questions with labels, and this project asks none. Write one first."))
    return found
