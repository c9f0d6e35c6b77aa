"""Who may do what with the booklet."""

from annotate.roles import Role

WRITERS = (Role.EXPERT, Role.SUPERVISOR, Role.OWNER)
READERS = WRITERS  # who may open a document's page
DECIDERS = (Role.SUPERVISOR, Role.OWNER)  # who may send an answer back
PROPOSERS = (*WRITERS, Role.ANNOTATOR)
TRAINERS = (Role.ANNOTATOR, *DECIDERS)  # who sees the training: to pass it, or to set it and see who has
