"""Does every response carry the policy, errors and files included?"""

import pytest
from django.http import Http404, HttpResponse
from django.test import override_settings
from django.urls import path

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def well(request):
    return HttpResponse("well")


def missing(request):
    raise Http404


def broken(request):
    raise RuntimeError


urlpatterns = [path("well", well), path("missing", missing), path("broken", broken)]


@pytest.mark.urls(__name__)
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status"), [("/well", 200), ("/missing", 404), ("/nowhere", 404), ("/broken", 500)]
)
def test_every_response_carries_the_policy(client, address, status):
    client.raise_request_exception = False
    response = client.get(address)
    assert response.status_code == status
    assert response["Content-Security-Policy"] == POLICY
    assert "Content-Security-Policy-Report-Only" not in response


@pytest.mark.urls(__name__)
@pytest.mark.django_db
def test_a_refused_host_or_form_carries_it_too(client):
    assert client.get("/well", headers={"host": "evil.example"})["Content-Security-Policy"] == POLICY
    client.handler.enforce_csrf_checks = True
    refused = client.post("/well")
    assert refused.status_code == 403
    assert refused["Content-Security-Policy"] == POLICY


@pytest.mark.urls(__name__)
@pytest.mark.django_db
@override_settings(SECURE_SSL_REDIRECT=True)
def test_a_redirect_carries_it_too(client):
    response = client.get("/well")
    assert response.status_code == 301
    assert response["Content-Security-Policy"] == POLICY


@pytest.mark.urls(__name__)
@pytest.mark.django_db
def test_the_other_headers_are_there(client):
    response = client.get("/well")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
