"""Lists of words that rules name: uploaded, versioned, compiled once a process."""

import zlib
from collections.abc import Iterable
from functools import lru_cache

from django.db import transaction
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext as _

from annotate import jobs
from annotate.models import Event, Project, User
from annotate.problems import Invalid
from weaklabels.matching.compiled import Dictionaries
from weaklabels.matching.sentences import Refused
from weaklabels.matching.vocabulary import Entries
from weaklabels.models import Dictionary, FunctionVersion, LabelingFunction, VoteColumn, VotePiece

LONGEST_NAME = 120


@transaction.atomic
def upload_dictionary(project: Project, name: str, lines: Iterable[str], by: User) -> Dictionary:
    """The next version under this name; the rules that use it look again. Raises Invalid."""
    name = name.strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Invalid(
            _("Give the dictionary a name of 1 to %(most)s characters.") % {"most": LONGEST_NAME},
            field="name",
        )
    try:
        entries = Entries.read(lines)
    except Refused as refused:
        raise Invalid(refused.sentence.said(gettext, ngettext), field="file") from None
    project = Project.objects.select_for_update(no_key=True).get(id=project.id)
    newest = project.dictionaries.filter(name=name).order_by("-number").first()
    sha256 = bytes.fromhex(entries.sha256)
    if newest and bytes(newest.sha256) == sha256:
        return newest
    dictionary = Dictionary.objects.create(
        project=project,
        name=name,
        number=newest.number + 1 if newest else 1,
        packed=zlib.compress("\n".join(entries.lines).encode()),
        sha256=sha256,
        entries=len(entries.lines),
        uploaded_by=by,
    )
    Event.objects.create(
        project=project, actor=by, kind="dictionary uploaded", detail={"dictionary": dictionary.id}
    )
    look_again(project, name)
    return dictionary


def dictionaries_of(project: Project, names: Iterable[str]) -> Dictionaries:
    """The newest version of each of these; one that is not there is left out."""
    newest = (
        project.dictionaries.filter(name__in=list(names))
        .order_by("name", "-number")
        .distinct("name")
        .only("id", "name", "sha256")
    )
    return {dictionary.name: entries_of(dictionary.id, bytes(dictionary.sha256)) for dictionary in newest}


@lru_cache(maxsize=8)
def entries_of(dictionary_id: int, sha256: bytes) -> Entries:
    """A version never changes, so what is compiled of it is kept: by its hash, another database has other versions."""
    dictionary = Dictionary.objects.get(id=dictionary_id)
    lines = zlib.decompress(bytes(dictionary.packed)).decode().split("\n")
    return Entries(tuple(lines), sha256.hex())


def look_again(project: Project, name: str) -> None:
    """Empty the columns of the rules that name this dictionary, so that they are filled anew.

    The columns first: whoever is writing one is waited for, and what they wrote goes too.
    """
    living = LabelingFunction.objects.living().filter(project=project, kind=LabelingFunction.Kind.DECLARATIVE)
    stale = [
        version.id
        for version in FunctionVersion.objects.filter(id__in=living.with_newest().values("newest_id"))
        if names_dictionary(version.definition, name)
    ]
    if stale:
        list(VoteColumn.objects.select_for_update(no_key=True).filter(pk__in=stale).order_by("pk"))
        VoteColumn.objects.filter(pk__in=stale).update(looked_until=0, seen=0, hits=0)
        VotePiece.objects.filter(column__in=stale).delete()
        jobs.due("apply_rules", project.id)


def names_dictionary(form: object, name: str) -> bool:
    """Does this part of a stored definition name the dictionary?"""
    if isinstance(form, dict):
        if form.get("kind") == "dictionary" and form.get("name") == name:
            return True
        return any(names_dictionary(part, name) for part in form.values())
    return isinstance(form, list) and any(names_dictionary(part, name) for part in form)
