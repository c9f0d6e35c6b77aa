"""What is said when a setting is missing or wrong?"""

import os
import secrets
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config import environment


@pytest.fixture
def no_file(tmp_path):
    return tmp_path / "secret_key"


def start(**variables):
    """`manage.py check` in an environment of its own, as an operator would meet it."""
    path = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    command = [sys.executable, settings.BASE_DIR / "manage.py", "check"]
    return subprocess.run(command, env=path | variables, capture_output=True, text=True, check=False)


def test_it_does_not_start_without_a_key(tmp_path):
    done = start(DATA_DIR=str(tmp_path))
    assert done.returncode == 1
    assert "SECRET_KEY is not set. Run 'make up', which keeps one, or make one:" in done.stderr


@pytest.mark.parametrize(
    "key",
    [
        "django-insecure-0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdef",
        "changeme" * 8,
        "your-secret-key-goes-here-your-secret-key-goes-here-now",
        "please-replace-me-please-replace-me-please-replace-me",
    ],
)
def test_it_refuses_a_published_key(monkeypatch, no_file, key):
    monkeypatch.setenv("SECRET_KEY", key)
    with pytest.raises(ImproperlyConfigured, match="holds a published or made-up value"):
        environment.secret_key(no_file)


@pytest.mark.parametrize("key", ["short", "a" * 60])
def test_it_refuses_a_weak_key(monkeypatch, no_file, key):
    monkeypatch.setenv("SECRET_KEY", key)
    with pytest.raises(ImproperlyConfigured, match=f"SECRET_KEY has {len(key)} characters"):
        environment.secret_key(no_file)


def test_it_takes_a_key_from_a_file(monkeypatch, no_file, tmp_path):
    key = secrets.token_urlsafe(50)
    (tmp_path / "key").write_text(f"{key}\n")
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    assert environment.secret_key(no_file) == key


def test_it_takes_the_key_that_up_keeps(monkeypatch, no_file):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    no_file.write_text("kept")
    assert environment.secret_key(no_file) == "kept"


def test_no_key_is_published_in_this_repository():
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )
    files = [settings.BASE_DIR / name for name in tracked.stdout.splitlines()]
    texts = {file: file.read_text(errors="replace") for file in files if file.is_file()}
    assert [file for file, text in texts.items() if os.environ["SECRET_KEY"] in text] == []


def test_it_refuses_a_value_and_a_file_together(monkeypatch):
    monkeypatch.setenv("LOG_LEVEL", "INFO")
    monkeypatch.setenv("LOG_LEVEL_FILE", "/somewhere")
    with pytest.raises(ImproperlyConfigured, match="Both LOG_LEVEL and LOG_LEVEL_FILE are set"):
        environment.text("LOG_LEVEL")


def test_it_names_a_file_that_cannot_be_read(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "missing"))
    with pytest.raises(ImproperlyConfigured, match="missing cannot be read"):
        environment.text("SECRET_KEY")


def test_it_names_a_file_that_is_no_text(monkeypatch, tmp_path):
    (tmp_path / "key").write_bytes(b"\xff\xfe")
    monkeypatch.setenv("NAME_FILE", str(tmp_path / "key"))
    with pytest.raises(ImproperlyConfigured, match="cannot be read \\(it is not UTF-8\\)"):
        environment.text("NAME")


def test_it_says_whose_the_key_is_that_it_cannot_read(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    (tmp_path / "secret_key").mkdir()  # root may read any file, and no folder as one
    with pytest.raises(ImproperlyConfigured, match="Run this as the account that runs Gloss"):
        environment.secret_key(tmp_path / "secret_key")


def test_it_says_which_words_a_flag_knows(monkeypatch):
    monkeypatch.setenv("DEBUG", "yes")
    with pytest.raises(ImproperlyConfigured, match="Unexpected value DEBUG=yes, use 'True' or 'False'"):
        environment.flag("DEBUG", default=False)


@pytest.mark.parametrize("value", ["many", "-1", "1.5", ""])
def test_it_says_that_a_number_is_wanted(monkeypatch, value):
    monkeypatch.setenv("PORT", value)
    with pytest.raises(ImproperlyConfigured, match=f"Unexpected value PORT={value}, use a whole number"):
        environment.number("PORT", 8000)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://ann:p%40ss@db:5433/gloss", ("gloss", "ann", "p@ss", "db", "5433", {})),
        ("postgres://ann@db/gloss?sslmode=require", ("gloss", "ann", "", "db", "", {"sslmode": "require"})),
        ("postgresql://ann@/gloss?host=%2Frun%2Fpg", ("gloss", "ann", "", "/run/pg", "", {})),
        ("postgresql://ann@%2Frun%2Fpg/gloss", ("gloss", "ann", "", "/run/pg", "", {})),
    ],
)
def test_it_reads_a_database_address(url, expected):
    found = environment.database(url)
    plans = found["OPTIONS"].pop("options")
    assert plans == "-c jit=off -c plan_cache_mode=force_generic_plan"
    assert (
        *(found[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")),
        found["OPTIONS"],
    ) == expected


def test_the_operators_own_options_stay():
    found = environment.database("postgresql://ann@db/gloss?options=-c%20work_mem%3D8MB")
    assert found["OPTIONS"]["options"] == "-c jit=off -c work_mem=8MB -c plan_cache_mode=force_generic_plan"


@pytest.mark.parametrize("url", ["sqlite:///db.sqlite3", "mysql://a@b/c", "postgresql://host", "nonsense"])
def test_it_refuses_a_database_that_is_not_postgresql(url):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL does not name a PostgreSQL database"):
        environment.database(url)


@pytest.mark.parametrize("url", ["postgresql://u:pass@host:port/x", "postgresql://u:pa[ss@host/x"])
def test_a_database_address_that_is_none_is_said_without_its_password(url):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL is no address") as refusal:
        environment.database(url)
    assert refusal.value.__suppress_context__  # what Python says of it quotes a part


def test_an_error_about_the_database_does_not_show_its_password():
    with pytest.raises(ImproperlyConfigured) as refusal:
        environment.database("mysql://ann:geheim@db/gloss")
    assert "geheim" not in str(refusal.value)


def test_celery_spells_sockets_in_its_own_way():
    assert environment.broker("unix:///run/valkey.sock") == "redis+socket:///run/valkey.sock"
    assert environment.broker("redis://:x@host:6379/0") == "redis://:x@host:6379/0"


def test_it_refuses_a_message_carrier_that_is_not_redis():
    with pytest.raises(ImproperlyConfigured, match="REDIS_URL does not name a Redis server"):
        environment.broker("amqp://guest@localhost")


@pytest.mark.parametrize(
    "value", ["models.example.org", "ftp://models.example.org", "http://a/?b=c", "http://" + "a" * 101]
)
def test_it_says_what_addresses_of_servers_look_like(monkeypatch, value):
    monkeypatch.setenv("MODEL_SERVERS", f"http://ner.example.org:9090, {value}")
    with pytest.raises(ImproperlyConfigured, match="Write addresses such as http"):
        environment.endpoints("MODEL_SERVERS")


def test_addresses_may_say_what_they_are_asked_with(monkeypatch):
    monkeypatch.setenv(
        "MODEL_SERVERS", "http://ner.example.org:9090, https://gloss:word@models.example.org/x/"
    )
    assert environment.endpoints("MODEL_SERVERS") == [
        "http://ner.example.org:9090",
        "https://gloss:word@models.example.org/x/",
    ]


def test_arithmetic_has_one_thread_unless_somebody_wants_more():
    asked = "import config, scipy.optimize, sklearn.linear_model, threadpoolctl as of"
    said = f"{asked}; print({{one['num_threads'] for one in of.threadpool_info()}})"
    keep = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    for wanted, threads in (({}, "{1}"), ({"OMP_NUM_THREADS": "2"}, "{2}")):
        done = subprocess.run(
            [sys.executable, "-c", said],
            cwd=settings.BASE_DIR,
            env=keep | wanted,
            capture_output=True,
            text=True,
        )
        assert done.stdout.strip() == threads, done.stderr
