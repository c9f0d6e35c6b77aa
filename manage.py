#!/usr/bin/env python3
"""The door to every command: `manage.py help` lists them, and `manage.py up` runs the whole of Gloss."""

import os
import sys

from django.core.management import execute_from_command_line

from config.up import command as up

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if sys.argv[1:] == ["up"]:
        sys.exit(up.main())
    execute_from_command_line(sys.argv)
