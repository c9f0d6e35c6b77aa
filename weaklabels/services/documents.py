"""The documents rules speak of, by number: ids in order, for arrays of positions."""

import io

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from annotate.models import Project

IDS = """
COPY (
    SELECT id FROM annotate_document
    WHERE project_id = {project:d} AND erased_at IS NULL AND withdrawn_at IS NULL ORDER BY id
) TO STDOUT
"""


def living_ids(project: Project) -> NDArray[np.int64]:
    """The ids of all documents that are neither erased nor withdrawn, ascending: 0.2 s for a million."""
    out = io.BytesIO()
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(IDS.format(project=project.id), out)
    return np.array(out.getvalue().split(), dtype=np.int64)


def positions_in(
    ids: NDArray[np.int64], documents: NDArray[np.int64]
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Where each document stands in `ids`, and which are there at all.

    >>> places, there = positions_in(np.array([3, 5, 9]), np.array([5, 6, 9]))
    >>> places[there].tolist(), there.tolist()
    ([1, 2], [True, False, True])
    """
    places = np.searchsorted(ids, documents)
    there = places < len(ids)
    there[there] = ids[places[there]] == documents[there]
    return places, there
