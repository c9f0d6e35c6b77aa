"""What does a web process make ready before it is asked anything? What it leaves, the first person in it waits for."""

import gc

from django.conf import settings
from django.template import engines
from django.urls import reverse
from django.utils import translation

from annotate.modules import JOINED
from annotate.templatetags.scripts import fetched_with
from weaklabels.matching.warming import warm_up


def get_ready() -> None:
    """Without the database: gunicorn forks its processes afterwards, and they must not share a connection."""
    reverse("healthz")  # imports every view and learns every address
    for engine in engines.all():
        for folder in engine.engine.dirs:
            for path in sorted(folder.rglob("*.html")):
                engine.get_template(path.relative_to(folder).as_posix())
    for script in JOINED:
        fetched_with(script, joined=not settings.DEBUG)
    for language, _ in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("")
    warm_up()
    # The collector writes into all it looks at. What is there already it is not to look at: else each process that is
    # forked now would hold all of it a second time, from its first full collection on.
    gc.freeze()
