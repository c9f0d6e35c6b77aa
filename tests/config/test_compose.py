"""Would docker-compose.yml and the Dockerfile work? Asked without a Docker engine.

The files are parsed and held to our rules; then what the image would hold is copied into an empty folder,
and the very commands, environment and health checks run there against the embedded servers. The image
itself is not built here.
"""

import fnmatch
import os
import re
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from django.conf import settings
from django.db import connection

import bootstrap
from config import processes
from config.embedded import process
from config.testing import schema
from config.testing.plugin import POSTGRES
from config.testing.processes import free_port

BASE_DIR = settings.BASE_DIR
OURS = ("prepare", "web", "worker-quick", "worker-bulk", "beat")
SECRETS = {
    "SECRET_KEY": secrets.token_hex(40),
    "POSTGRES_PASSWORD": secrets.token_hex(20),
    "REDIS_PASSWORD": secrets.token_hex(20),
}
VARIABLE = re.compile(r"\$\$|\$\{(\w+)(?::([-?])([^}]*))?\}")


def interpolated(value, variables):
    """What Compose makes of a value: ${NAME}, ${NAME:-default}, ${NAME:?sentence} and $$."""

    def replace(match):
        name, kind, rest = match.groups()
        if name is None:
            return "$"
        if kind == "?" and not variables.get(name):
            raise LookupError(rest)
        return variables.get(name) or (rest if kind == "-" else "")

    if isinstance(value, dict):
        return {key: interpolated(item, variables) for key, item in value.items()}
    if isinstance(value, list):
        return [interpolated(item, variables) for item in value]
    return VARIABLE.sub(replace, value) if isinstance(value, str) else value


def load(variables=SECRETS):
    return interpolated(yaml.safe_load((BASE_DIR / "docker-compose.yml").read_text()), variables)


@pytest.fixture(scope="module")
def compose():
    return load()


@pytest.fixture(scope="module")
def dockerfile():
    """The instructions of the Dockerfile, as (word, rest)."""
    text = (BASE_DIR / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [tuple(line.split(maxsplit=1)) for line in lines]


@pytest.mark.parametrize("name", SECRETS)
def test_it_does_not_start_without_a_secret(name):
    with pytest.raises(LookupError, match=f"Put {name}=... into"):
        load({key: value for key, value in SECRETS.items() if key != name})


def test_every_container_has_an_init_process_and_comes_back(compose):
    for name, service in compose["services"].items():
        assert service["init"] is True, name
        assert service["restart"] in ("unless-stopped", "on-failure"), name


def test_volumes_are_named(compose):
    used = {volume.split(":")[0] for service in compose["services"].values() for volume in service["volumes"]}
    assert used == set(compose["volumes"])
    assert not any(volume.startswith((".", "/")) for volume in used)


def test_all_but_beat_have_a_health_check(compose):
    without = [name for name, service in compose["services"].items() if "healthcheck" not in service]
    assert without == ["prepare", "beat"]


def test_only_the_web_server_is_reached_from_outside_and_only_from_this_machine(compose):
    ports = {name: service["ports"] for name, service in compose["services"].items() if "ports" in service}
    assert ports == {"web": ["127.0.0.1:8000:8000"]}


def test_the_commands_are_those_of_make_up(compose):
    commands = {name: compose["services"][name]["command"] for name in OURS}
    assert commands == {
        "prepare": ["python", *processes.PREPARE],
        "web": ["python", *processes.WEB],
        "worker-quick": ["python", *processes.worker("quick")],
        "worker-bulk": ["python", *processes.worker("bulk")],
        "beat": ["python", *processes.BEAT],
    }


def test_workers_give_way_to_whoever_waits_for_a_page(compose):
    shares = {
        name: service["cpu_shares"]
        for name, service in compose["services"].items()
        if "cpu_shares" in service
    }
    assert set(shares) == {"worker-quick", "worker-bulk"}
    assert max(shares.values()) < 1024 / 4  # of what a container has that says nothing


def test_nothing_starts_before_the_database_is_prepared(compose):
    for name in set(OURS) - {"prepare"}:
        wait = compose["services"][name]["depends_on"]
        assert wait == {"prepare": {"condition": "service_completed_successfully"}}
    assert compose["services"]["prepare"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}


def test_every_variable_is_a_setting(compose):
    page = (BASE_DIR / "docs" / "configuration.md").read_text()
    variables = set(compose["services"]["web"]["environment"]) - {"REMAP_SIGTERM"}
    assert [name for name in variables if f"| `{name}` |" not in page] == []


def test_what_runs_python_rules_can_reach_nothing(compose):
    rules = compose["services"]["rules"]
    assert rules["command"] == [
        "python",
        *processes.rules(compose["services"]["web"]["environment"]["RULES_SOCKET"]),
    ]
    assert rules["network_mode"] == "none"
    assert rules["read_only"] is True
    assert rules["cap_drop"] == ["ALL"]
    assert rules["security_opt"] == ["no-new-privileges:true"]
    assert rules["volumes"] == ["rules:/srv/rules"]
    assert "environment" not in rules
    assert rules["pids_limit"] <= 64


def test_the_image_runs_as_nobody_special_on_a_python_we_support(dockerfile):
    words = dict(dockerfile)
    release = tuple(map(int, re.match(r"python:(\d+)\.(\d+)-", words["FROM"]).groups()))
    assert bootstrap.OLDEST <= release <= bootstrap.NEWEST
    order = [word for word, rest in dockerfile]
    assert words["USER"] == "gloss"
    assert order.index("USER") > max(place for place, word in enumerate(order) if word in ("RUN", "COPY"))
    assert words["VOLUME"] == "/srv/data"
    assert words["CMD"] == '["python", "-m", "gunicorn", "--config", "python:config.gunicorn", "config.wsgi"]'


def test_its_install_line_is_satisfied_by_the_lock_file(dockerfile):
    """The same line, in the environment that was made from the same file: nothing is left to fetch."""
    line = next(rest for word, rest in dockerfile if word == "RUN" and rest.startswith("pip install"))
    program, *rest = shlex.split(line)
    offline = ["--no-index", "--disable-pip-version-check"]
    done = subprocess.run(
        [sys.executable, "-m", program, *rest, *offline],
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Would install" not in done.stdout
    assert "Requirement already satisfied: django==" in done.stdout


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """What `COPY . ./` would bring into the image: the committed files without those of .dockerignore."""
    folder = tmp_path_factory.mktemp("image")
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    ignored = (BASE_DIR / ".dockerignore").read_text().split()
    for name in listing.stdout.splitlines():
        top = name.split("/")[0]
        if not any(fnmatch.fnmatch(top, pattern) for pattern in ignored) and (BASE_DIR / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(BASE_DIR / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def database(pytestconfig, kept_tables, django_db_setup, django_db_blocker):
    """Beside the test database, as the container's is at a later start: `make up` shows that the first one is right."""
    name = f"compose_{secrets.token_hex(4)}"
    with django_db_blocker.unblock():
        if POSTGRES in pytestconfig.stash:
            schema.restore(pytestconfig.stash[POSTGRES], name, kept_tables)
        else:
            with connection.cursor() as cursor:
                cursor.execute(f"CREATE DATABASE {name}")
        yield urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}").geturl()
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def variables(compose, database, redis_server, tmp_path_factory):
    """The containers' environment; only the addresses of what is not here are other ones."""
    here = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": str(tmp_path_factory.mktemp("home")),
        "DATABASE_URL": database,
        "REDIS_URL": redis_server.url,
        "DATA_DIR": str(tmp_path_factory.mktemp("data")),
        "HOST": "127.0.0.1",
        "PORT": str(free_port()),
    }
    return compose["services"]["web"]["environment"] | here


def start(service, image, variables):
    return process.start(
        service["command"],
        log=image.parent / f"{service['command'][-1]}.log",
        folder=image,
        when_orphaned=signal.SIGTERM,
        environment=variables,
    )


def elsewhere(folder, service):
    """The same service with its socket in a folder that is there."""

    def moved(words):
        return [word.replace("/srv/rules", str(folder)) for word in words]

    check = service.get("healthcheck", {"test": []})
    return service | {
        "command": moved(service["command"]),
        "healthcheck": check | {"test": moved(check["test"])},
    }


def is_healthy(service, image, variables):
    kind, *words = service["healthcheck"]["test"]
    command = ["sh", "-c", *words] if kind == "CMD-SHELL" else words
    deadline = time.monotonic() + 60
    while subprocess.run(command, cwd=image, env=variables, capture_output=True, check=False).returncode:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.5)
    return True


def test_the_containers_come_up_and_go_down_in_an_empty_folder(compose, image, variables):
    services = compose["services"]
    prepared = subprocess.run(services["prepare"]["command"], cwd=image, env=variables, check=False)
    assert prepared.returncode == 0
    moved = partial(elsewhere, image.parent)
    running = {
        name: start(moved(services[name]), image, variables) for name in (*OURS, "rules") if name != "prepare"
    }
    try:
        for name in ("web", "worker-quick", "worker-bulk", "rules"):
            assert is_healthy(moved(services[name]), image, variables), name
        assert [name for name, one in running.items() if one.poll() is not None] == []
    finally:
        for one in running.values():
            process.stop(one, by=signal.SIGTERM, patience_seconds=40)
    assert {name: one.returncode for name, one in running.items()} == dict.fromkeys(running, 0)


def test_the_health_check_fails_where_nobody_listens(compose, image, variables):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent_port = silent.getsockname()[1]
    command = compose["services"]["web"]["healthcheck"]["test"][1:]
    done = subprocess.run(
        command, cwd=image, env=variables | {"PORT": str(silent_port)}, capture_output=True, check=False
    )
    assert done.returncode != 0
