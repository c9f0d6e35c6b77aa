from django.urls import path

from review import views

app_name = "review"

urlpatterns = [
    path("projects/<slug:project_slug>/", views.home, name="home"),
]
