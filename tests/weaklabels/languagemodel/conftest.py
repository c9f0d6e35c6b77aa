"""A language model of ours on a real socket: it answers as the test says, or not at all."""

import json
import socket
import threading
from contextlib import suppress
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network

import pytest

from annotate.jobs import run_due
from weaklabels.models import LabelingFunction
from weaklabels.services.functions import Wish, make_rule
from weaklabels.services.languagemodel.definitions import definition_of
from weaklabels.services.languagemodel.running import start_asking


def as_usual(handler, prompt):
    """ "yes" wherever money is spoken of."""
    handler.answer("Yes." if "oney" in prompt else "no")


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((body, dict(self.headers)))
        with suppress(OSError):  # the other side hung up, as some tests want it
            self.server.behave(self, body["messages"][0]["content"])

    def answer(self, text, **more):
        content = {
            "choices": [{"message": {"content": text}}],
            "usage": {"prompt_tokens": 100, "completion_tokens": 2},
        }
        self.send(200, json.dumps(content | more).encode())

    def send(self, status, content, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_arguments):
        """Nobody reads it."""


@pytest.fixture
def llm(settings):
    """The server; `llm.behave` may be replaced, `llm.asked` is what came."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.asked, server.behave = [], as_usual
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    settings.LLM_URL = f"http://127.0.0.1:{server.server_port}/v1"
    settings.LLM_KEY = "a key"
    settings.LLM_MODELS = ["small", "large"]
    settings.LLM_PRICE_IN, settings.LLM_PRICE_OUT = Decimal(2), Decimal(10)
    settings.LLM_MOST_SPENT = Decimal(10)
    settings.LLM_SECONDS = 5
    settings.LLM_PRIVATE_NETWORKS = [ip_network("127.0.0.1")]
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def deaf():
    """An address where connections are taken and nobody ever says a word."""
    listening = socket.create_server(("127.0.0.1", 0))
    yield listening.getsockname()[1]
    listening.close()


@pytest.fixture
def sent(glad, cross):
    return {
        "prompt": "Is this about refunds? Answer yes or no.\n\n{text}",
        "model": "small",
        "answers": {"yes": cross.id, "no": None},
    }


@pytest.fixture
def asked_rule(llm, tone, expert, sent):
    """A rule that asks it."""

    def make(name="asks", **more):
        definition = definition_of(tone, sent | more)
        kind = LabelingFunction.Kind.LANGUAGE_MODEL
        return make_rule(tone, Wish(name, definition, None), expert, kind)

    return make


@pytest.fixture
def ask(expert):
    """Ask about twenty or about all, and give back the job."""

    def run(function, *, sample):
        job = start_asking(function, expert, sample=sample)
        run_due("ask_language_model")
        run_due("fit_label_model")
        job.refresh_from_db()
        return job

    return run
