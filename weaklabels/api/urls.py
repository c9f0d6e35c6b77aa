"""Addresses of the models under /api/v1/."""

from django.urls import path

from weaklabels.api import predict

urlpatterns = [path("projects/<slug:project_slug>/predict", predict.predict_list, name="predict")]
