from importlib import import_module

from django.apps import AppConfig


class AnnotateConfig(AppConfig):
    name = "annotate"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("annotate.chores")
        import_module("annotate.erasure.running")
        import_module("annotate.documents.chores")
        import_module("annotate.documents.indexing")
        import_module("annotate.documents.previewing")
        import_module("annotate.documents.sharing_out")
        import_module("annotate.exports.running")
        import_module("annotate.imports.checking")
        import_module("annotate.imports.publishing")
        import_module("annotate.profile.making")
