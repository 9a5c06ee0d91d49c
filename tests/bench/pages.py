"""What does not vary from round to round: queries, bytes in a real browser, and whose code takes the time."""

import json
import os

from playwright.sync_api import Page, sync_playwright

from tests.bench.journey import PROFILE, ROLE, Trainee
from tests.bench.rounds import JOURNEYS, class_of


def queries_of(server: str) -> dict[str, int]:
    """The queries of each page by name, on a server that counts them."""
    (trainee,) = class_of(server, 1)
    counted = {name: answer.queries for name, answer in trainee.log_in()}
    trainee.start_over()
    return counted | {name: answer.queries for name, answer in trainee.journey(0)}


def bytes_of(server: str) -> dict[str, tuple[int, int]]:
    """The bytes over the wire of each page by name: in an empty browser, and opened there once more."""
    (trainee,) = class_of(server, 1)
    list(trainee.log_in())
    found: dict[str, tuple[int, int]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("E2E_BROWSER_PATH"))
        for name, path in paths_for(trainee).items():
            with browser.new_context(base_url=server) as context:
                if name != "Log in":
                    session = trainee.cookies["sessionid"]
                    context.add_cookies([{"name": "sessionid", "value": session, "url": server}])
                page = context.new_page()
                found[name] = fetched_for(page, path), fetched_for(page, path)
    return found


def paths_for(trainee: Trainee) -> dict[str, str]:
    """Where the pages are for a trainee with one request, and a draft at step 3."""
    trainee.start_over()
    list(trainee.journey(0))
    first = "/role-requests/new/"
    page = trainee.open(first)
    second = trainee.send(first, page, category=page.tile("State Agency")).location
    page = trainee.open(second)
    third = trainee.send(second, page, role=page.tile(ROLE)).location
    trainee.connection.close()
    steps = {"STEP 1": first, "STEP 2": second, "STEP 3": third}
    return {"Log in": "/login/", "Welcome to iQIES": "/", **steps, "My Profile": "/my-profile/"}


def fetched_for(page: Page, path: str) -> int:
    """Open a page, and sum up the bytes of all that comes over the wire for it."""
    sizes: list[int] = []
    wire = page.context.new_cdp_session(page)
    wire.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    wire.send("Network.enable")
    page.goto(path, wait_until="networkidle")
    wire.detach()
    return sum(sizes)


def time_by_owner(server: str) -> dict[str, float]:
    """Whose code takes the time of a journey, in percent, on a server that profiles its requests."""
    (trainee,) = class_of(server, 1)
    list(trainee.log_in())
    trainee.start_over()
    list(trainee.journey(0))
    trainee.open(PROFILE)  # forget what came before, above all the password
    for number in range(1, JOURNEYS):
        list(trainee.journey(number))
    shares: dict[str, float] = json.loads(trainee.open(PROFILE).html)
    trainee.connection.close()
    return shares
