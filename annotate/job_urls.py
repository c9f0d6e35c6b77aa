"""Addresses of background work, below a project."""

from django.urls import path

from annotate.views import jobs

urlpatterns = [
    path("", jobs.job_list, name="jobs"),
    path("<int:job_id>/", jobs.job, name="job"),
    path("<int:job_id>/cancellation/", jobs.job_cancellation, name="job-cancellation"),
    path("<int:job_id>/files/<int:file_id>/", jobs.job_file, name="job-file"),
]
