"""The API of all apps under one roof: /api/v1/, and its description at /api/v1/schema/."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

app_name = "api"

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    # First what programs ask in a hurry: else all of annotate's patterns are tried before.
    path("projects/<slug:project_slug>/", include("weaklabels.api.urls")),
    path("", include("annotate.api.urls")),
    path("projects/<slug:project_slug>/", include("booklet.api.urls")),
    path("projects/<slug:project_slug>/", include("review.api.urls")),
]
