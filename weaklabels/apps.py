from importlib import import_module

from django.apps import AppConfig


class WeaklabelsConfig(AppConfig):
    """Rules that label without a person, and what they say together."""

    name = "weaklabels"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("weaklabels.exports.running")
        import_module("weaklabels.services.applying")
        import_module("weaklabels.services.fitting")
        import_module("weaklabels.services.languagemodel.running")
        import_module("weaklabels.services.learning.jobs")
        import_module("weaklabels.services.learning.servers.asking")
        import_module("weaklabels.services.learning.servers.teaching")
        import_module("weaklabels.services.uploads.keeping")
        import_module("weaklabels.receivers").listen()
        import_module("weaklabels.registration").register()
