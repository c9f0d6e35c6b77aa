"""What does `manage.py up` do? It needs no settings: it makes what they are read from."""

import contextlib
import fcntl
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config import environment, processes
from config.embedded import folders
from config.embedded.instance import DATABASE, Instance
from config.embedded.process import CannotStart
from config.up.child import Child
from config.up.supervisor import Server, Supervisor
from config.up.wakeups import Stop

BASE_DIR = Path(__file__).resolve().parent.parent.parent
MANAGE = BASE_DIR / "manage.py"
PORTS = range(1, 2**16)


def main() -> int:
    """Run until Ctrl-C. The exit status is 1 when something could not start, and one sentence says why."""
    try:
        up()
    except (CannotStart, ImproperlyConfigured) as error:
        say(f"Gloss cannot start: {error}")
        return 1
    except OSError as error:
        say(f"Gloss cannot go on: {what_is_wrong(error)}")
        return 1
    return 0


def what_is_wrong(error: OSError) -> str:
    if not error.strerror:  # it is a sentence of ours already
        return str(error)
    return (
        f"{error.filename or 'the data folder'} cannot be read or written ({error.strerror}). The data folder must "
        "belong to this account, be writable and have room. Mend that, or set another DATA_DIR."
    )


def up() -> None:
    instance = Instance(folders.data_dir(BASE_DIR, environment.text("DATA_DIR")))
    host, port = environment.text("HOST", "127.0.0.1"), environment.number("PORT", 8000)
    instance.prepare()
    instance.make_secret_key()
    environment.secret_key(made_by_up=instance.secret_key_file)
    with only_one(instance):
        supervisor = plan(instance, host, port)
        try:
            for child in supervisor.children:
                child.end_leftovers()
            check_port_is_free(host, port)
            supervisor.start()
            say(f"Gloss is ready: http://{'localhost' if host == '127.0.0.1' else host}:{port}/")
            say(f"Its data and logs are in {instance.data_dir}. Ctrl-C stops it.")
            supervisor.watch()
        except Stop:
            say("Stopping.")
        finally:
            supervisor.stop()


def plan(instance: Instance, host: str, port: int) -> Supervisor:
    """Which servers and children this machine runs; an address in the environment replaces a server."""
    variables = dict(os.environ) | {
        "DATA_DIR": str(instance.data_dir),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": str(BASE_DIR),
        "PYTHONUNBUFFERED": "1",
        "DEMO": str(environment.flag("DEMO", default=True)),
        "REMAP_SIGTERM": "SIGQUIT",  # a Celery worker hands its unfinished work back
    }
    servers: list[Server] = []
    if not environment.text("DATABASE_URL"):
        servers.append(instance.postgres)
    if not environment.text("REDIS_URL"):
        servers.append(instance.valkey)

    def child(name: str, command: tuple[str, ...], variables: dict[str, str] = variables) -> Child:
        return Child(
            name=name,
            command=command,
            folder=instance.data_dir / "run" / name,
            log=instance.logs / f"{name}.log",
            environment=variables,
        )

    def prepare() -> None:
        if not environment.text("DATABASE_URL"):
            instance.postgres.create_database(DATABASE)
        done = subprocess.run([sys.executable, MANAGE, *processes.PREPARE[1:]], env=variables, check=False)
        if done.returncode:
            msg = "the database could not be prepared; the lines above say why."
            raise CannotStart(msg)

    workers = [child(f"worker-{lane}", processes.worker(lane)) for lane in processes.LANES]
    children = [child("web", processes.WEB), *workers, child("beat", processes.BEAT)]
    if not environment.text("RULES_SOCKET"):
        bare = {"PATH": os.environ.get("PATH", os.defpath), "PYTHONPATH": str(BASE_DIR)}
        children.append(child("rules", processes.rules("rules.sock"), bare))
    return Supervisor(
        servers=servers,
        prepare=prepare,
        children=children,
        logs=instance.logs,
        address=(host, port),
        say=say,
    )


@contextlib.contextmanager
def only_one(instance: Instance) -> Iterator[None]:
    """Hold the data folder. The system lets go of the lock when we die, however we die."""
    with (instance.data_dir / "run" / "up.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            msg = (
                f"it already runs on {instance.data_dir} (process {lock.read().strip()}). "
                "Stop that one, or set another DATA_DIR and PORT."
            )
            raise CannotStart(msg) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def check_port_is_free(host: str, port: int) -> None:
    if port not in PORTS:
        msg = f"PORT={port} is no port. Choose one from {PORTS[0]} to {PORTS[-1]}, such as PORT=8000."
        raise CannotStart(msg)
    try:
        with socket.create_server((host, port), reuse_port=False):
            return
    except OSError as error:
        msg = (
            f"{host}:{port} cannot be listened on ({error.strerror}). "
            f"Stop the program that uses it, or choose another port: PORT={port + 1} make up"
        )
        raise CannotStart(msg) from error


def say(sentence: str) -> None:
    print(sentence, flush=True)  # noqa: T201 - the console is where a person waits for this
