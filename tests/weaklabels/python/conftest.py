"""A project that allows rules in Python, and the service that runs them."""

import subprocess
import sys
import time

import pytest

from weaklabels.models import LabelingFunction
from weaklabels.services.functions import Wish, make_rule
from weaklabels.services.python.permission import allow_python
from weaklabels.services.python.sources import definition_of

HAPPY = 'def label(text, metadata):\n    return "glad" if "Thanks" in text else None\n'


@pytest.fixture(scope="session")
def running_service(tmp_path_factory):
    address = tmp_path_factory.mktemp("runner") / "rules.sock"
    process = subprocess.Popen(
        [sys.executable, "-m", "weaklabels.sandbox.service", str(address), "--wrapped", "no"], env={}
    )
    while not address.exists():
        assert process.poll() is None, "the service did not start"
        time.sleep(0.02)
    yield address
    process.kill()
    process.wait()


@pytest.fixture
def service(running_service, settings):
    settings.RULES_SOCKET = running_service


@pytest.fixture
def no_service(tmp_path, settings):
    settings.RULES_SOCKET = tmp_path / "nobody.sock"


@pytest.fixture
def allowed(project, owner):
    allow_python(project, ["expert"], owner)


@pytest.fixture
def python(expert, allowed):
    """Make a rule of this source for a question: python(HAPPY, tone)."""

    def make(source, question, name="a rule", *, check=True):
        definition = definition_of(source) if check else {"source": source}
        return make_rule(question, Wish(name, definition, None), expert, LabelingFunction.Kind.PYTHON)

    return make
