"""How does gunicorn serve? `gunicorn --config python:config.gunicorn config.wsgi`"""

from config import environment

bind = f"{environment.text('HOST', '127.0.0.1')}:{environment.number('PORT', 8000)}"

worker_class = "gthread"
workers = environment.number("WEB_PROCESSES", 2)
threads = environment.number("WEB_THREADS", 8)
preload_app = True  # the code is loaded once and shared by the processes

timeout = 60
graceful_timeout = 10
keepalive = 5

control_socket_disable = True  # it would lie in the home folder, one for all instances
errorlog = "-"
