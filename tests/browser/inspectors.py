"""Fixtures that inspect page states, each of them once for all tests."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.browser.page_inspector import NewContext, PageInspector
from tests.browser.page_states_elsewhere import SETTINGS
from tests.browser.page_states_of_classes import a_class
from tests.browser.page_states_of_practice import debrief_fits
from tests.browser.sandboxes import Account, QaApi
from tests.browser.server import running_server
from tests.browser.trainee import Trainee


@pytest.fixture(scope="session")
def recordings(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """The folder for traces and screenshots of page states; None if nothing is recorded."""
    off = pytestconfig.getoption("--tracing") == "off"
    return None if off else tmp_path_factory.mktemp("page-states")


@pytest.fixture(scope="session")
def session_inspector(
    request: pytest.FixtureRequest,
    new_session_context: NewContext,
    base_url: str,
    shared_account: Callable[[str], Account],
    qa_api: QaApi,
    recordings: Path | None,
) -> PageInspector:
    """Inspects each page state once for all tests."""
    inspector = PageInspector(
        base_url, new_session_context, shared_account, qa_api.create_sandbox, recordings
    )
    if not request.config.getoption("--base-url"):
        inspector.untouched = lambda: request.getfixturevalue("session_inspector_untouched")
    return inspector


@pytest.fixture(scope="session")
def session_inspector_untouched(
    new_session_context: NewContext,
    staff: Account,
    recordings: Path | None,
    server_folder: Callable[[], Path],
) -> Iterator[PageInspector]:
    """The same on a server that no test changes: lists and menus have always the same rows."""
    with running_server(server_folder()) as other:
        create = QaApi(other.address, other.token).create_sandbox
        with new_session_context(base_url=other.address) as context:
            lead = Trainee(context.new_page(), staff)
            lead.log_in()
            lead = Trainee(lead.page, replace(staff, state=context.storage_state()))
            a_class(lead)
        with new_session_context(base_url=other.address) as context:
            trainee = Trainee(context.new_page(), create("one pending"))
            trainee.restore_session()
            debrief_fits(trainee)
        yield PageInspector(
            other.address, new_session_context, {"staff": lead.account}.__getitem__, create, recordings
        )


@pytest.fixture(scope="session")
def session_inspector_elsewhere(
    own_server: None,
    new_session_context: NewContext,
    recordings: Path | None,
    server_folder: Callable[[], Path],
) -> Iterator[PageInspector]:
    """The same on a server with other settings."""
    with running_server(server_folder(), **SETTINGS) as other:
        create = QaApi(other.address, other.token).create_sandbox
        yield PageInspector(other.address, new_session_context, create, create, recordings)


@pytest.fixture
def inspector(
    session_inspector: PageInspector, request: pytest.FixtureRequest, output_path: str
) -> Iterator[PageInspector]:
    """The page inspector. If the test fails, the recording of its last page state is kept."""
    yield from kept_on_failure(session_inspector, request.node, Path(output_path))


@pytest.fixture
def inspector_elsewhere(
    session_inspector_elsewhere: PageInspector, request: pytest.FixtureRequest, output_path: str
) -> Iterator[PageInspector]:
    """The same on a server with other settings."""
    yield from kept_on_failure(session_inspector_elsewhere, request.node, Path(output_path))


def kept_on_failure(inspector: PageInspector, test: Any, folder: Path) -> Iterator[PageInspector]:
    inspector.last = None
    yield inspector
    if test.rep_call.failed:
        inspector.keep(folder)
