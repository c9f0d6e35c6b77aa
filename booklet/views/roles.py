"""Who may do what with the booklet."""

from annotate.roles import Role

WRITERS = (Role.EXPERT, Role.SUPERVISOR, Role.OWNER)
PROPOSERS = (*WRITERS, Role.ANNOTATOR)
