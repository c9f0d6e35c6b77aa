"""Under which names are style sheets and scripts served?"""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """Each file under a name with its hash, so that browsers may keep it for ever.

    ES modules import each other by path; those paths get the hash too, else a browser would mix
    modules of two versions after an update.
    """

    support_js_module_import_aggregation = True
