"""Rules written in Python, run where they can do nothing but compute.

A rule runs in a process of its own (`child.py`): an empty environment, rlimits, and a seccomp filter that leaves it
reading its batches, writing its votes and asking for memory. `service.py` starts such processes for whoever connects
to its socket; `client.py` is how the workers talk to them. Nothing in here imports Django: the service runs beside
the application, without its settings, its database and its secrets.
"""
