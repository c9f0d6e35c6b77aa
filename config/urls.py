from django.urls import include, path

from annotate.access import error_on_our_side
from config.health import healthz

handler500 = error_on_our_side

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("api/v1/", include("config.api", namespace="api")),
    path("", include("annotate.urls")),
    path("projects/<slug:project_slug>/booklet/", include("booklet.urls")),
    path("projects/<slug:project_slug>/rules/", include("weaklabels.urls")),
    path("projects/<slug:project_slug>/model/", include("weaklabels.model_urls")),
    path("shared/", include("booklet.shared_urls")),
    path("", include("review.urls")),  # after annotate, whose /projects/new/ is no project's home
]
