"""Compression of pages by the server itself."""

import gzip

import pytest
from django.test import Client

from tests.helpers import client_of

BROWSER = {"Accept-Encoding": "gzip, deflate, br, zstd"}


@pytest.mark.parametrize("path", ["/", "/my-profile/", "/help/", "/nowhere/"])
def test_pages_are_compressed(alice_client, path):
    plain = alice_client.get(path)
    compressed = alice_client.get(path, headers=BROWSER)
    assert not plain.has_header("Content-Encoding")
    assert compressed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in compressed["Vary"]
    assert len(compressed.content) < len(plain.content) * 3 / 4
    assert b"<h1" in gzip.decompress(compressed.content)
    assert compressed["Cache-Control"] == plain["Cache-Control"]


def test_admin_is_compressed(carol):
    assert client_of(carol).get("/admin/", headers=BROWSER)["Content-Encoding"] == "gzip"


def test_same_page_has_different_lengths(alice_client):
    """Random bytes hide what a page contains from those who see its length only."""
    lengths = {len(alice_client.get("/help/", headers=BROWSER).content) for _ in range(10)}
    assert len(lengths) > 1


@pytest.mark.django_db
def test_page_with_a_new_password_is_not_compressed():
    client = Client()
    client.post("/practice-account/")
    response = client.get("/login/?next=/my-profile/", headers=BROWSER)
    assert response.context["account"]["password"] in response.content.decode()
    assert not response.has_header("Content-Encoding")
    assert {"no-store", "private"} < set(response["Cache-Control"].split(", "))


def test_handout_is_not_compressed(carol):
    client = client_of(carol)
    response = client.post(
        "/admin/accounts/trainingclass/add/", {"name": "Ohio", "number": "2"}, follow=True, headers=BROWSER
    )
    assert len(response.context["slips"]) == 2
    assert response.context["slips"][0].password in response.content.decode()
    assert not response.has_header("Content-Encoding")
