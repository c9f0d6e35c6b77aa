"""Under which names are style sheets and scripts served, and what is left out of them?"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from annotate.modules import JOINED, kept_apart, without_comments
from config.browser_sentences import sentence_scripts
from config.joining import join_modules, join_sheets

# Our imports end without a semicolon and stand on a line of their own. Django's patterns ask for one.
IMPORTS = (
    (r"""(?m)^(?P<matched>import "(?P<url>\.[^"]+)")$""", 'import "%(url)s"'),
    (r"""(?m)^(?P<matched>(?P<before>.*\bfrom )"(?P<url>\.[^"]+)")$""", '%(before)s"%(url)s"'),
    (r"""(?P<matched>\bimport\("(?P<url>\.[^"]+)"\))""", 'import("%(url)s")'),
)
OURS = ("js/", "css/")


class Storage(CompressedManifestStaticFilesStorage):
    """Each file under a name with its hash, so that browsers may keep it for ever.

    What a page needs at once is joined into one file (docs/decisions/0007-joined-files.md). Other ES modules of ours
    import each other by path; those paths get the hash too, else a browser would mix modules of two versions after an
    update. Packages' scripts are left as they are: htmx's hold imports in comments, of files that do not exist.

    Under its plain name, and with DEBUG, every file is what was written.
    """

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = ("js/*.js", IMPORTS)
    max_post_process_passes = (
        20  # a hash holds the hashes of what is imported: a pass for each step of the chain
    )

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run:
            sentences = {name: (self, name) for name in self.write_sentence_scripts()}
            paths = paths | as_served(paths) | sentences
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def write_sentence_scripts(self) -> Iterator[str]:
        """What the scripts say in other languages: the only scripts that are no file of ours."""
        for name, source in sentence_scripts():
            path = Path(self.path(name))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(source, encoding="utf-8")
            yield name


def as_served(paths: dict[str, Any]) -> dict[str, Any]:
    """Our scripts and style sheets joined and without comments: a quarter of them, compressed, is for programmers."""

    @cache
    def read(name: str) -> str:
        storage, path = paths[name]
        with storage.open(path) as file:
            return file.read().decode("utf-8")

    joined = [name for name in JOINED if name in paths]
    apart = kept_apart(joined, read)

    def text(name: str) -> str:
        if name in joined:
            return join_modules(name, apart, read)
        return join_sheets(name, read) if name.endswith(".css") else without_comments(read(name))

    ours = [name for name in paths if name.startswith(OURS) and name.endswith((".js", ".css"))]
    served = InMemoryStorage()
    for name in ours:
        served.save(name, ContentFile(text(name).encode("utf-8")))
    return {name: (served, name) for name in ours}
