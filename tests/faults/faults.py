"""The ten faults, each with the browser test that finds it and a pattern of its message."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    test: str
    message: str


FAULTS = {
    "a renamed role": Fault(
        "test_job_aid.py::test_section_2_state_agency_general_user", r"State Agency Survey User"
    ),
    "a missing label": Fault(
        "test_job_aid.py::test_section_2_state_agency_general_user", r"nothing is labelled State"
    ),
    "a dropped guard": Fault(
        "test_situations.py::test_page_3_opened_first_leads_to_the_page_that_is_missing",
        r"page 3 opened before page 2 was answered",
    ),
    "a 500": Fault("test_my_profile.py::test_it_is_good_when_empty", r"status of 500"),
    "a lost banner": Fault("test_job_aid.py::test_section_3_cms_general_user", r"Role Request Submitted"),
    "a lost event": Fault(
        "test_admin.py::test_each_thing_that_happened_to_a_request_is_in_its_record",
        r"the event is missing: Submitted",
    ),
    "a duplicated request": Fault(
        "test_situations.py::test_a_double_click_submits_once_and_shows_one_banner",
        r"the request stands there twice or not at all",
    ),
    "another sandbox's data": Fault(
        "test_my_profile.py::test_it_shows_nothing_of_another_sandbox",
        r"a request of another sandbox is listed",
    ),
    "a breach of the content security policy": Fault(
        "test_sign_in.py::test_it_says_what_it_is", r"Content Security Policy"
    ),
    "a contrast fault": Fault(
        "test_every_page.py::test_axe_finds_nothing[chromium-step 1]", r"color-contrast"
    ),
}
