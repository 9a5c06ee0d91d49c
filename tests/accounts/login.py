"""What the tests of this folder share: typing into the sign-in page."""

from django.test import Client

WRONG = "The User ID or password is not correct. Check both and try again."


def new_browser(address="127.0.0.1", **headers):
    """A browser at this address that knows no page yet."""
    return Client(
        REMOTE_ADDR=address, headers={name.replace("_", "-"): each for name, each in headers.items()}
    )


def sign_in(client, user_id, password, **fields):
    """Send the sign-in page with the terms accepted."""
    return client.post("/login/", {"username": user_id, "password": password, "terms": "on", **fields})


def fail(times, user_id="alice", client=None):
    """Type a wrong password so many times; the last answer."""
    client = client or Client()
    for _ in range(times):
        response = sign_in(client, user_id, "wrong")
    return response


def is_logged_in(client):
    return "_auth_user_id" in client.session
