"""Under which names are style sheets and scripts served?"""

from whitenoise.storage import CompressedManifestStaticFilesStorage

# Our imports end without a semicolon and stand on a line of their own. Django's patterns ask for one.
IMPORTS = (
    (r"""(?m)^(?P<matched>import "(?P<url>\.[^"]+)")$""", 'import "%(url)s"'),
    (r"""(?m)^(?P<matched>(?P<before>.*\bfrom )"(?P<url>\.[^"]+)")$""", '%(before)s"%(url)s"'),
)


class Storage(CompressedManifestStaticFilesStorage):
    """Each file under a name with its hash, so that browsers may keep it for ever.

    Our ES modules import each other by path; those paths get the hash too, else a browser would mix
    modules of two versions after an update. Packages' scripts are left as they are: htmx's hold
    imports in comments, of files that do not exist.
    """

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = ("js/*.js", IMPORTS)
    max_post_process_passes = (
        20  # a hash holds the hashes of what is imported: a pass for each step of the chain
    )
