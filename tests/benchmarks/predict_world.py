"""Makes a project with a published model inside a site: `python -m tests.benchmarks.predict_world`, a world out.

A thousand letters of two moods, a hundred of them answered over the queue, and one training; its owner has a token.
"""

import json
import random
import sys
from datetime import timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402 - Django must be set up first

from annotate import jobs  # noqa: E402
from annotate.models import ApiToken, Batch, Membership, User  # noqa: E402
from annotate.services.documents import NewDocument, add_documents  # noqa: E402
from annotate.services.projects import create_project  # noqa: E402
from annotate.services.publishing import publish_schema  # noqa: E402
from annotate.services.tokens import make_token  # noqa: E402
from tests.conftest import TONE  # noqa: E402
from tests.weaklabels.learning.conftest import answered_next, letter  # noqa: E402
from weaklabels.services.learning.due import LEARN  # noqa: E402
from weaklabels.services.learning.publishing import publish  # noqa: E402
from weaklabels.services.learning.recording import newest_run  # noqa: E402

LETTERS, ANSWERS = 1_000, 100


def build() -> dict[str, str]:
    owner = User.objects.create_user("olga", None, name="Olga")
    project = create_project(owner, "Letters")
    publish_schema(project, [TONE], owner)
    rng = random.Random(1)
    moods = ["cross" if number % 3 == 0 else "glad" for number in range(LETTERS)]
    add_documents(
        Batch.objects.create(project=project, name="letters", created_by=owner),
        [NewDocument(letter(mood, rng), external_id=f"{mood}-{number}") for number, mood in enumerate(moods)],
    )
    member = Membership.objects.select_related("project__schema", "user").get(project=project, user=owner)
    for _answer in range(ANSWERS):
        answered_next(member)
    jobs.due(LEARN, project.id)
    jobs.run_due(LEARN)
    publish(newest_run(project.questions.get()), owner)
    ends = timezone.now() + timedelta(days=1)
    _token, secret = make_token(owner, "benchmark", [ApiToken.Scope.PREDICT], ends, None)
    return {"path": f"/api/v1/projects/{project.slug}/predict", "token": secret}


if __name__ == "__main__":
    json.load(sys.stdin)
    json.dump(build(), sys.stdout)
