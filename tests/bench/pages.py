"""Figures that do not vary between rounds: queries, bytes in a browser, time by owner of the code."""

import json
import os

from playwright.sync_api import Page, sync_playwright

from tests.bench.journey import PROFILE, ROLE, Trainee
from tests.bench.rounds import JOURNEYS, class_of


def queries_of(server: str) -> dict[str, int]:
    """Number of queries by page, on a server with `counting_settings`."""
    (trainee,) = class_of(server, 1)
    queries = {name: response.queries for name, response in trainee.log_in()}
    trainee.start_over()
    return queries | {name: response.queries for name, response in trainee.journey(0)}


def bytes_of(server: str) -> dict[str, tuple[int, int]]:
    """Transferred bytes by page: with an empty cache, and opened again."""
    (trainee,) = class_of(server, 1)
    list(trainee.log_in())
    found: dict[str, tuple[int, int]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("E2E_BROWSER_PATH"))
        for name, path in paths_for(trainee).items():
            with browser.new_context(base_url=server) as context:
                if name != "Log in":
                    cookies = trainee.cookies.items()
                    context.add_cookies(
                        [{"name": key, "value": value, "url": server} for key, value in cookies]
                    )
                page = context.new_page()
                found[name] = fetched_for(page, path), fetched_for(page, path)
    return found


def paths_for(trainee: Trainee) -> dict[str, str]:
    """Paths of the pages for a trainee with one request, and a draft at step 3."""
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
    """Open a page and return the transferred bytes of all its responses."""
    sizes: list[int] = []
    session = page.context.new_cdp_session(page)
    session.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    session.send("Network.enable")
    page.goto(path, wait_until="networkidle")
    session.detach()
    return sum(sizes)


def time_by_owner(server: str) -> dict[str, float]:
    """Percentage of a journey's time by owner of the code, on a server with `profiling_settings`."""
    (trainee,) = class_of(server, 1)
    list(trainee.log_in())
    trainee.start_over()
    list(trainee.journey(0))
    trainee.open(PROFILE)  # resets the profile, above all the password hash
    for number in range(1, JOURNEYS):
        list(trainee.journey(number))
    shares: dict[str, float] = json.loads(trainee.open(PROFILE).html)
    trainee.connection.close()
    return shares
