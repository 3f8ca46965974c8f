"""The question that load balancers ask."""

import pytest
from django.db import OperationalError, connection
from django.test import Client


@pytest.mark.django_db
def test_healthy_while_the_database_answers(client: Client) -> None:
    response = client.get("/health")
    assert response.status_code == 200
    assert response.content == b"ok\n"


def test_unhealthy_without_a_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise OperationalError("secret details of the server")

    monkeypatch.setattr(connection, "cursor", gone)
    response = client.get("/health")
    assert response.status_code == 503
    assert b"secret" not in response.content
