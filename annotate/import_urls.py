"""Addresses of imports, below a project's documents."""

from django.urls import path

from annotate.views import imports

urlpatterns = [
    path("", imports.import_list, name="import-list"),
    path("<int:import_id>/", imports.import_page, name="import"),
    path("<int:import_id>/checks/", imports.check_list, name="import-check-list"),
    path("<int:import_id>/labels/", imports.label_list, name="import-label-list"),
    path("<int:import_id>/publications/", imports.publication_list, name="import-publication-list"),
    path("<int:import_id>/discards/", imports.discard_list, name="import-discard-list"),
]
