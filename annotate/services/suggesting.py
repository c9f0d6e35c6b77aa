"""What rules and models suggest for a document is asked when it is lent, and kept as it was shown."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

import orjson
from django.db import IntegrityError, transaction

from annotate import ports
from annotate.models import Project
from annotate.ports import Proposal
from annotate.prepared import Statement
from annotate.queue.showing import IS_SHOWN
from annotate.services.outdated import Outdated
from annotate.services.sources import make_source

# Of a standing `s`: an open document, by its rank or by assignment, that may show suggestions; as new work it shows
# none of a run yet. What was returned may show more, as far as its answer is outdated (outdated.py). Control documents
# and duels carry none: the arms that are compared must differ in the order only.
MAY_BE_SUGGESTED = f"""
s.stream IN ('ranked', 'assigned') AND s.occasion = 'work' AND s.pool = 0 AND s.draft IS NULL
AND (s.state = 'returned' OR s.state IN ('leased', 'assigned') AND s.current_id IS NULL AND NOT EXISTS (
    SELECT 1 FROM annotate_suggestion g WHERE g.id = ANY(s.suggestions_shown) AND g.version IS NOT NULL
))
AND {IS_SHOWN.format(document="s.document_id", annotator="s.annotator_id")}
"""

PROPOSED = """
jsonb_to_recordset(%(proposals)s::jsonb) AS p (
    document_id bigint, question_id bigint, source text, version bigint, score float8, content jsonb
) JOIN annotate_source source ON source.project_id = %(project)s::bigint AND source.name = p.source
"""

# In the order of their key: two who are lent the same documents wait for each other in the same order.
ADD = Statement(
    "add_suggestions",
    f"""
    INSERT INTO annotate_suggestion
        (project_id, document_id, question_id, source_id, version, score, content, made_at)
    SELECT %(project)s, p.document_id, p.question_id, source.id, p.version, p.score, p.content, now()
    FROM {PROPOSED}
    ORDER BY p.document_id, p.question_id, source.id
    ON CONFLICT (document_id, question_id, source_id, version) WHERE version IS NOT NULL DO NOTHING
    """,
)

# A statement of its own, so that it sees a row that another transaction has just added.
SHOW = Statement(
    "show_suggestions",
    f"""
    UPDATE annotate_standing s SET suggestions_shown = s.suggestions_shown || ARRAY(
        SELECT g.id FROM {PROPOSED} JOIN annotate_suggestion g
            ON g.document_id = p.document_id AND g.question_id = p.question_id
            AND g.source_id = source.id AND g.version = p.version
        WHERE g.document_id = s.document_id ORDER BY g.id
    )
    WHERE s.id = ANY(%(standings)s::bigint[])
    """,
)


def suggest(
    project: Project, lent: Mapping[int, int], returned: Mapping[int, Mapping[int, Outdated]]
) -> bool:
    """Show what is proposed for the documents of these standings (standing id -> document id). Is there anything?

    For a document that was returned (its id -> what is outdated in its answer) only what speaks to that. The caller
    is in the transaction that lends them.
    """
    questions = [question["id"] for question in project.schema.questions] if project.schema else []
    documents = list(lent.values())
    found: dict[tuple[int, int], Proposal] = {}  # one a document and question: the first to speak is shown
    for propose in ports.suggesters:
        for proposal in propose(project, questions, documents):
            is_asked = proposal.document_id in documents and proposal.question_id in questions
            if is_asked and _is_of_use(proposal, returned.get(proposal.document_id)):
                found.setdefault((proposal.document_id, proposal.question_id), proposal)
    proposals = list(found.values())
    if not proposals:
        return False
    for name in _without_source(project, proposals):
        _add_source(project, name)
    values = {"project": project.id, "proposals": orjson.dumps([asdict(one) for one in proposals]).decode()}
    ADD.rows(values)
    SHOW.rows(values | {"standings": list(lent)})
    return True


def _is_of_use(proposal: Proposal, outdated: Mapping[int, Outdated] | None) -> bool:
    if outdated is None:
        return True
    of_question = outdated.get(proposal.question_id)
    return bool(of_question and of_question.content(proposal.content))


def _without_source(project: Project, proposals: Sequence[Proposal]) -> set[str]:
    names = {proposal.source for proposal in proposals}
    return names - set(project.sources.filter(name__in=names).values_list("name", flat=True))


def _add_source(project: Project, name: str) -> None:
    """Once a project; whoever comes second at the very moment uses the first one's."""
    try:
        with transaction.atomic():
            make_source(project, name)
    except IntegrityError:
        project.sources.get(name=name)
