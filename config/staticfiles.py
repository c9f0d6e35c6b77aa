"""Under which names are style sheets and scripts served?"""

from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORTS = CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]


class Storage(CompressedManifestStaticFilesStorage):
    """Each file under a name with its hash, so that browsers may keep it for ever.

    Our ES modules import each other by path; those paths get the hash too, else a browser would mix
    modules of two versions after an update. Packages' scripts are left as they are: htmx's hold
    imports in comments, of files that do not exist.
    """

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = ("js/*.js", IMPORTS)
