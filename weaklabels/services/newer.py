"""Documents that came after a rule last looked, where it looks only when somebody acts."""

from weaklabels.models import FunctionVersion, LabelingFunction

Kind = LabelingFunction.Kind
KINDS = (Kind.UPLOADED, Kind.LANGUAGE_MODEL)


def newer_documents(version: FunctionVersion) -> int:
    """How many? Of what was never asked about all, none is newer."""
    function, looked_until = version.function, version.column.looked_until
    if function.kind not in KINDS or not looked_until:
        return 0
    living = function.project.documents.filter(erased_at=None, withdrawn_at=None)
    return living.filter(id__gt=looked_until).count()
