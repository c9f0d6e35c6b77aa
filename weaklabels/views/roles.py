"""Who may do what with rules."""

from annotate.roles import Role

WRITERS = (Role.EXPERT, Role.SUPERVISOR, Role.OWNER)
READERS = (*WRITERS, Role.VIEWER)
DECIDERS = (Role.SUPERVISOR, Role.OWNER)
