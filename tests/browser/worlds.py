"""Worlds from the QA door: one for each test that asks, in the condition it wants, already signed in."""

from dataclasses import dataclass, field

from playwright.sync_api import APIRequestContext, StorageState


@dataclass(frozen=True)
class World:
    """A sandbox in some condition: who owns it, where to begin, and a browser's state that is signed in.

    No password lets anybody into a world of the door; a practice identity has one, and no state yet.
    """

    user_id: str
    path: str = "/"
    state: StorageState = field(default_factory=lambda: StorageState(cookies=[], origins=[]))
    password: str = ""


@dataclass(frozen=True)
class Door:
    """The QA door of a server, and the token that it asks for."""

    request: APIRequestContext
    token: str

    def world(self, condition: str) -> World:
        """A world that nobody else has. Raises RuntimeError with the door's own sentence if it gives none."""
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = self.request.post("/qa/worlds/", form={"condition": condition}, headers=headers)
        if answer.status != 201:
            raise RuntimeError(f"The QA door answered {answer.status}: {answer.text()[:500]}")
        world = answer.json()
        return World(world["user_id"], world["path"], world["state"])
