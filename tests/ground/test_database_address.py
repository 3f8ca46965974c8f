"""Reading `DATABASE_URL`."""

import pytest

from config.settings import database


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            "postgresql://u:p@db:5433/fenbo",
            {"HOST": "db", "PORT": "5433", "NAME": "fenbo", "USER": "u", "PASSWORD": "p"},
        ),
        ("postgresql://u@db/fenbo", {"HOST": "db", "PORT": "", "PASSWORD": ""}),
        ("postgresql:///fenbo", {"HOST": "", "NAME": "fenbo", "USER": ""}),
        ("postgresql://postgres@/postgres?host=/run/pg", {"HOST": "/run/pg", "NAME": "postgres"}),
        ("postgresql://u:p%40ss%2Fword@db/fenbo", {"PASSWORD": "p@ss/word", "HOST": "db"}),
        ("postgresql://us%3Aer@db/fenbo", {"USER": "us:er"}),
        ("postgres://u@db/fenbo", {"ENGINE": "django.db.backends.postgresql", "NAME": "fenbo"}),
        ("postgresql://u@[::1]:5432/fenbo", {"HOST": "::1", "PORT": "5432"}),
    ],
)
def test_every_part_of_the_address_is_read(address: str, expected: dict[str, str]) -> None:
    read = database(address)
    assert {key: read[key] for key in expected} == expected


@pytest.mark.parametrize(
    ("query", "option", "value"),
    [("sslmode=verify-full", "sslmode", "verify-full"), ("connect_timeout=3", "connect_timeout", "3")],
)
def test_other_options_reach_the_driver(query: str, option: str, value: str) -> None:
    options = database(f"postgresql://u@db/fenbo?{query}")["OPTIONS"]
    assert isinstance(options, dict)
    assert options[option] == value


def test_connections_come_from_a_bounded_pool() -> None:
    options = database("postgresql://u@db/fenbo")["OPTIONS"]
    assert isinstance(options, dict)
    assert options["pool"]["max_size"] <= 16
