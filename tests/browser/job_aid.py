"""Follows the numbered steps of the job aid in fixtures/job_aid.json."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Error, expect

from tests.browser.server import ROOT
from tests.browser.trainee import Trainee


@dataclass(frozen=True)
class Step:
    """A step: its sentence and actions, the title of the page that opens, and the banner ('' for none)."""

    number: str
    sentence: str
    actions: list[dict[str, str]]
    page: str
    banner: str


def steps_of(section: str) -> list[Step]:
    """The steps of section 2, 3 or 4, in order."""
    job_aid = json.loads((ROOT / "fixtures" / "job_aid.json").read_text())
    (found,) = [each for each in job_aid["sections"] if each["number"] == section]
    return [
        Step(
            step["number"],
            plain(step["text"], step.get("remark", "")),
            step["actions"],
            step.get("page", ""),
            step.get("banner", ""),
        )
        for step in found["steps"]
    ]


def plain(sentence: str, remark: str) -> str:
    """A sentence without its markup, with the remark in brackets."""
    words = f"{sentence} [{remark}]" if remark else sentence
    return words.replace("*", "")


@dataclass
class Walkthrough:
    """A test in steps. Trace, failure message and name of the screenshot have the sentence of the step."""

    trainee: Trainee
    folder: Path  # for the screenshot of a failure

    @contextmanager
    def step(self, sentence: str) -> Iterator[None]:
        """Run the block as one step."""
        tracing = self.trainee.page.context.tracing
        tracing.group(sentence)
        try:
            yield
        except (AssertionError, Error) as error:
            error.add_note(f"In the step: {sentence}")
            name = re.sub(r"\W+", "-", sentence)[:80].strip("-")
            self.trainee.page.screenshot(path=self.folder / f"{name}.png", full_page=True)
            raise
        finally:
            tracing.group_end()

    def follow(
        self,
        section: str,
        then: Mapping[str, Callable[[], None]] | None = None,
        always: Callable[[], None] | None = None,
    ) -> None:
        """Do the steps of a section of the job aid.

        `then` has more checks by the number of the step, `always` runs after each step.
        """
        for step in steps_of(section):
            with self.step(f"{step.number} {step.sentence}"):
                for action in step.actions:
                    INTENTS[action["intent"]](self.trainee, action)
                if step.page:
                    self.trainee.expect_page(step.page)
                if step.banner:
                    expect(self.trainee.banner()).to_have_text(step.banner)
                if then and step.number in then:
                    then[step.number]()
                if always:
                    always()


INTENTS: dict[str, Callable[[Trainee, dict[str, str]], None]] = {
    "log in": lambda trainee, action: trainee.open_welcome(),
    "click": lambda trainee, action: trainee.click(action["target"]),
    "select": lambda trainee, action: trainee.select(action["target"]),
    "choose a state": lambda trainee, action: trainee.select_state(action["example"]),
}
