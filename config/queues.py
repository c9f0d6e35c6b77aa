"""How does background work travel? Redis carries hints; the Job rows in PostgreSQL are the truth."""

from typing import Any

from kombu import Queue

VISIBILITY_TIMEOUT_SECONDS = 900

OPTIONS: dict[str, Any] = {
    # A message is done with when its work is done, not when it was fetched.
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,
    "worker_prefetch_multiplier": 1,
    "task_time_limit": 300,
    "task_soft_time_limit": 270,
    # State lives in PostgreSQL; JSON only, because unpickling a message runs it (CVE-2021-23727).
    "task_ignore_result": True,
    "task_serializer": "json",
    "accept_content": ["json"],
    # The defaults wait an hour for a lost message and for ever on a frozen socket.
    "visibility_timeout": VISIBILITY_TIMEOUT_SECONDS,
    "broker_transport_options": {
        "visibility_timeout": VISIBILITY_TIMEOUT_SECONDS,
        "unacked_restore_throttle": 1,
        "unacked_restore_interval": 10,
        "socket_timeout": 15,
        "socket_connect_timeout": 5,
        "socket_keepalive": True,
        "health_check_interval": 25,
    },
    "broker_connection_retry_on_startup": True,
    "broker_connection_max_retries": None,
    "task_publish_retry_policy": {"max_retries": 3, "interval_start": 0, "interval_step": 0.05},
    # Work goes on when Redis goes: a second copy of it finds the Job row taken, and could commit nothing.
    "worker_cancel_long_running_tasks_on_connection_loss": False,
    "worker_soft_shutdown_timeout": 20,  # for work that is going on; an idle worker ends at once
    "worker_max_tasks_per_child": 200,
    "worker_max_memory_per_child": 400_000,  # kB
    "worker_hijack_root_logger": False,
    "task_queues": [Queue("quick"), Queue("bulk")],
    "task_default_queue": "quick",
    "task_create_missing_queues": False,
}
