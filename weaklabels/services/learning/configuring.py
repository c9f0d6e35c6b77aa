"""How a question's model learns and orders the queue, as somebody wishes it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from annotate import jobs
from annotate.models import Event, Question, User
from annotate.problems import Invalid
from weaklabels.models import LearningSettings
from weaklabels.services.learning.due import LEARN


@transaction.atomic
def configure(question: Question, by: User, **wishes: Any) -> LearningSettings:
    """From now on so; a training follows. Raises Invalid."""
    settings, _is_new = LearningSettings.objects.get_or_create(question=question)
    for name, value in wishes.items():
        setattr(settings, name, value)
    try:
        settings.full_clean()
    except ValidationError as error:
        field, sentences = next(iter(error.message_dict.items()))
        name = LearningSettings._meta.get_field(field).verbose_name
        raise Invalid(
            _("“%(name)s”: %(what)s") % {"name": name, "what": " ".join(sentences)}, field=field
        ) from error
    settings.save()
    Event.objects.create(
        project_id=question.project_id,
        actor=by,
        kind="learning changed",
        detail={"question": question.id, "fields": sorted(wishes)},
    )
    jobs.due(LEARN, question.project_id)
    return settings
