"""Helpers of these tests: the login page."""

from django.test import Client


def new_client(address="127.0.0.1", **headers):
    """A test client without cookies, at this IP address."""
    return Client(
        REMOTE_ADDR=address, headers={name.replace("_", "-"): each for name, each in headers.items()}
    )


def log_in(client, user_id, password, **fields):
    """Submit the login form with the terms accepted."""
    return client.post("/login/", {"username": user_id, "password": password, "terms": "on", **fields})


def fail(times, user_id="alice", client=None):
    """Submit a wrong password this many times; the last response."""
    client = client or Client()
    for _ in range(times):
        response = log_in(client, user_id, "wrong")
    return response


def is_logged_in(client):
    return "_auth_user_id" in client.session


def error_codes(response):
    """The codes of the form's errors, by field."""
    errors = response.context["form"].errors.as_data()
    return {field: [error.code for error in each] for field, each in errors.items()}


WRONG = {"__all__": ["invalid_login"]}


def minutes_locked(response):
    """The minutes in the error message about the lock; None if another error or no error is shown."""
    errors = response.context["form"].errors.as_data().get("__all__", [])
    return next((error.params["minutes"] for error in errors if error.code == "locked"), None)
