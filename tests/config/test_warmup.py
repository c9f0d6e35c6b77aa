"""Is a web process ready for the first person before anybody has asked it anything?"""

import os
import subprocess
import sys

from config.testing.processes import BASE_DIR, REAL

AFTERWARDS = """
import config.wsgi, gc, sys
from django.db import connection
from django.template import engines
from django.urls import get_resolver
from weaklabels.matching import sieves
loader = engines["django"].engine.template_loaders[0]
print("config.urls" in sys.modules, "annotate.views.workbench" in sys.modules, get_resolver()._populated)
print(any(str(key).startswith("annotate/workbench.html") for key in loader.get_template_cache))
print(connection.connection, sieves._compiled.cache_info().currsize > 0)
print(gc.get_freeze_count() > 100_000, gc.get_threshold()[0] > 10_000)
print("sklearn" in sys.modules or "scipy.optimize" in sys.modules)
"""


def test_views_templates_and_the_engine_are_loaded_and_no_connection_is_shared(tmp_path):
    """With the real settings, and before any static file was collected. What is loaded is kept from the collector; what
    only learning needs is not loaded, for it takes as long as all else to load, and 45 MB of each process.
    """
    environment = {**os.environ, **REAL, "STATIC_ROOT": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", AFTERWARDS],
        cwd=BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["True", "True", "True", "True", "None", "True", "True", "True", "False"]
