"""Addresses of the model page and of trying it out."""

from django.urls import path

from weaklabels.views import model, rivals, servers, trying, versions

app_name = "learning"

urlpatterns = [
    path("", model.model, name="model"),
    path("trainings/", model.training_list, name="training-list"),
    path("mixes/", model.mix_list, name="mix-list"),
    path("questions/<int:question_id>/settings/", model.question_settings, name="settings"),
    path("questions/<int:question_id>/rollbacks/", versions.rollback_list, name="rollback-list"),
    path("runs/<int:run_id>/publications/", versions.publication_list, name="publication-list"),
    path("runs/<int:run_id>/bundle/", versions.bundle_file, name="bundle-file"),
    path("questions/<int:question_id>/rivals/", rivals.rival_list, name="rival-list"),
    path("rivals/<int:rival_id>/removal/", rivals.rival_removal, name="rival-removal"),
    path("questions/<int:question_id>/servers/", servers.server_list, name="server-list"),
    path("servers/<int:server_id>/lessons/", servers.lesson_list, name="server-lesson-list"),
    path("servers/<int:server_id>/removal/", servers.server_removal, name="server-removal"),
    path("try/", trying.trial, name="try"),
    path("try/flags/", trying.flag_list, name="try-flag-list"),
]
