"""A real browser on a real server: headless Chromium, gunicorn, and the database of the test run.

    def test_the_first_page_greets(page, look, sign_in, owner):
        sign_in(owner)
        page.goto("/")
        look("first-page")

A test fails by itself when the page breaks its Content-Security-Policy, logs an error or throws one.
"""

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import expect, sync_playwright

from annotate import jobs
from annotate.documents.indexing import KIND
from annotate.models import Project
from annotate.services.demo import SLUG, load_demo
from config import processes
from config.management.commands.prepare import COLLECT
from config.testing import chromium, copies
from config.testing.plugin import FOLDER
from config.testing.processes import BASE_DIR, REAL, Process, Web
from tests.browser.faults import OF_COLOURS, Watch, serve_axe
from tests.weaklabels.learning.back_end import BackEnd

# Playwright keeps an event loop in this thread, for which Django would refuse the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--renderer-process-limit=1",  # each new page would have one of its own, which begins with nothing compiled
]
STORED = "indexeddb,local_storage,cache_storage,service_workers"
PATIENCE_MS = 20_000  # on a busy machine; a test that holds waits for nothing so long


@pytest.fixture(scope="session")
def browser():
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.require(), args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server_folder(pytestconfig):
    folder = pytestconfig.stash[FOLDER] / "server"
    folder.mkdir()
    return folder


@pytest.fixture(scope="session")
def back_end():
    """A model server that the operator has listed; a test says what it says of a text."""
    server = BackEnd()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def addresses(django_db_setup, redis_server, back_end, server_folder):
    """What the processes under test need to know: this run's test database, a Valkey, and a model server.

    Their static files lie apart. Every Client of Django's looks through those of the tests themselves.
    """
    name = settings.DATABASES["default"]["NAME"]  # pytest-django has put it there
    database = urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}")
    return {
        "DATABASE_URL": database.geturl(),
        "REDIS_URL": redis_server.url,
        "MODEL_SERVERS": f"http://{back_end.address}",
        "STATIC_ROOT": str(server_folder / "static"),
    }


@pytest.fixture(scope="session")
def web(server_folder, addresses):
    web = Web(server_folder, addresses)
    collect = [sys.executable, BASE_DIR / "manage.py", *COLLECT]
    subprocess.run(collect, check=True, env={**os.environ, **REAL, **addresses})
    serve_axe(Path(addresses["STATIC_ROOT"]))
    web.start()
    yield web
    web.stop()


@pytest.fixture
def server(web, transactional_db):
    """The server's address is `server.url`. What a test writes to the database, the server sees."""
    yield web
    wait_for_silence(web)


def wait_for_silence(web):
    """A page says goodbye as it closes; that request must not meet the emptying of the tables.

    On a busy machine it may still lie in the server's socket, or be read, while the database is idle.
    """
    quiet_for, deadline = 0, time.monotonic() + 10
    while quiet_for < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
        busy = unread_bytes(web.port) or running_threads(web) or statements_under_way()
        quiet_for = 0 if busy else quiet_for + 1


def unread_bytes(port):
    """What clients have sent to this port and nobody has read yet, accepted connections or not."""
    lines = [
        line.split()
        for name in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]
    ]
    established = [line for line in lines if line[1].endswith(f":{port:04X}") and line[3] == "01"]
    return sum(int(line[4].partition(":")[2], 16) for line in established)


def running_threads(web):
    """How many of the server compute, or would if there were a processor for them."""
    master = web.running.pid
    processes = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    threads = [thread for process in processes for thread in Path(f"/proc/{process}/task").iterdir()]
    return sum(state_of(thread) == "R" for thread in threads)


def state_of(thread):
    try:
        return (thread / "stat").read_text().rpartition(") ")[2][0]
    except OSError:
        return ""  # it has ended since


def statements_under_way():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
        )
        return cursor.fetchone()[0]


def make_demo():
    """The demo as it is loaded; other worlds may begin with it."""
    copies.made("demo", load_demo)
    return Project.objects.get(slug=SLUG)


@pytest.fixture
def demo(transactional_db):
    return make_demo()


@pytest.fixture
def searchable_demo(transactional_db):
    """The demo project, its texts indexed."""
    copies.made("searchable demo", make_searchable_demo)
    return Project.objects.get(slug=SLUG)


def make_searchable_demo():
    jobs.due(KIND, make_demo().id)
    jobs.run_due(KIND)


@pytest.fixture
def worker(server_folder, addresses, transactional_db):
    """A Celery worker for both lanes, for tests that wait for an import or an export."""
    command = tuple(
        part if part != "quick" else ",".join(processes.LANES) for part in processes.worker("quick")
    )
    worker = Process("worker", command, server_folder, addresses)
    worker.start()
    yield worker
    worker.kill()  # to say goodbye takes it two seconds


@pytest.fixture(scope="session")
def warm_context(browser, web):
    """To fetch and compile our modules is most of the work of a first visit; here it is done once for all tests."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, base_url=web.url)
    context.set_default_timeout(PATIENCE_MS)
    context.new_page()  # stays open and empty: without any page the context would let its cache go
    yield context
    context.close()


@pytest.fixture
def context(warm_context, server):
    """A browser that remembers nobody; only what never changes may lie in its cache.

    Scripts for every page stay for good: give them to `page`, or make a context.
    """
    yield warm_context
    forget(warm_context, server.url)


def forget(context, address):
    """Close the pages of the test and leave no trace of who was here."""
    empty, *used = context.pages
    for page in used:
        page.close()
    devtools = context.new_cdp_session(empty)
    devtools.send("Storage.clearDataForOrigin", {"origin": address, "storageTypes": STORED})
    devtools.detach()
    context.clear_cookies()
    context.clear_permissions()
    context.set_offline(False)


@pytest.fixture
def another_browser(browser, server):
    """One that was never here and has fetched nothing: a first visit, or a second device."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, base_url=server.url)
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


@pytest.fixture
def problems(context):
    """What went wrong in any page of the context. A test that provokes a refusal removes it from here."""
    with problems_of(context) as found:
        yield found
    assert not found, "the browser reported problems"


@contextmanager
def problems_of(context):
    """The list of them, which grows as long as somebody listens."""
    found = []
    listeners = {
        "console": lambda message: found.append(message.text) if message.type == "error" else None,
        "weberror": lambda error: found.append(str(error.error)),
    }
    for event, listener in listeners.items():
        context.on(event, listener)
    yield found
    for event, listener in listeners.items():
        context.remove_listener(event, listener)


@pytest.fixture
def page(context, problems):
    return context.new_page()


@pytest.fixture(scope="module")
def scripts(browser, web):
    """One page for all tests of a file that ask our modules alone, write to no database and leave nothing behind."""
    context = browser.new_context(base_url=web.url)
    with problems_of(context) as found:
        page = context.new_page()
        page.goto("/sign-in/")
        yield page
    context.close()
    assert not found, "the browser reported problems"


@pytest.fixture
def visit(page):
    """Open an address, and go on when the page asks for nothing more: visit("/")."""
    under_way = set()
    page.on("request", lambda request: under_way.add(request))
    page.on("requestfinished", lambda request: under_way.discard(request))
    page.on("requestfailed", lambda request: under_way.discard(request))

    def visit(address):
        page.goto(address)
        quiet_for, deadline = 0, time.monotonic() + PATIENCE_MS / 1000
        while quiet_for < 4:
            assert time.monotonic() < deadline, f"{address} goes on asking for {under_way}"
            page.wait_for_timeout(25)
            quiet_for = 0 if under_way else quiet_for + 1

    return visit


@pytest.fixture
def sign_in(context, server):
    """Make the browser the session of this person."""

    def sign_in(user, context=context):
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": server.url}])

    return sign_in


@pytest.fixture(scope="session")
def watch():
    return Watch()


@pytest.fixture
def look(page, watch):
    """Look at the page as it is, light and dark: no fault that axe knows, and a picture for SCREENSHOTS."""

    def look(name, page=page):
        for scheme, rules in (("light", {}), ("dark", OF_COLOURS)):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            if folder := os.environ.get("SCREENSHOTS"):
                page.screenshot(path=Path(folder) / f"{name}-{scheme}.png", full_page=True)
            results = watch.faults_in(page, rules)
            assert results.violations_count == 0, f"{name} in {scheme}: {results.generate_report()}"

    return look
