"""Which processes make up Gloss, and how is each started? docker-compose.yml has the same lines."""

LANES = ("quick", "bulk")

PREPARE = ("manage.py", "prepare")
WEB = ("-m", "gunicorn", "--config", "python:config.gunicorn", "config.wsgi")
BEAT = ("-m", "celery", "--app", "config.beat", "beat")


def rules(socket: str) -> tuple[str, ...]:
    """What runs rules written in Python. It needs neither settings nor secrets, and gets none."""
    return ("-m", "weaklabels.sandbox.service", socket)


def worker(lane: str) -> tuple[str, ...]:
    """One slot for one lane, so that a long import never keeps a ranking waiting.

    Gossip and mingle off: with them, workers can stay deaf after a restart of Redis. No heartbeat: nobody listens to
    it, and where Redis is gone a worker that is to end would go on trying to send its last one.
    """
    name = f"{lane}@%h"
    options = ("--queues", lane, "--concurrency", "1", "--hostname", name)
    alone = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    return ("-m", "celery", "--app", "config", "worker", *options, *alone)
