"""For hosts that can only serve ASGI. gunicorn with threads (config.wsgi) is faster and is what we test."""

import os

from django.core.asgi import get_asgi_application

from config.warmup import get_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_asgi_application()
get_ready()
