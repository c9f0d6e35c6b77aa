import pytest
from django.db import OperationalError, connection


@pytest.mark.django_db
def test_it_is_well_while_the_database_answers(client):
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.content.decode() == "Gloss is well.\n"


@pytest.mark.django_db
def test_it_is_not_well_without_the_database(client, monkeypatch):
    def refuse() -> None:
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", refuse)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.content.decode() == "The database does not answer.\n"


@pytest.mark.django_db
def test_it_may_only_be_read(client):
    assert client.post("/healthz").status_code == 405
