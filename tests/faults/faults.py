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
        "test_job_aid.py::test_section_2_state_agency_general_user", r"no field has the label State"
    ),
    "a dropped guard": Fault(
        "test_situations.py::test_page_3_opened_first_redirects_to_page_2",
        r"page 3 opened before page 2 was complete",
    ),
    "a 500": Fault("test_my_profile.py::test_empty_my_profile_has_a_sentence_per_list", r"status of 500"),
    "a lost banner": Fault("test_job_aid.py::test_section_3_cms_general_user", r"Role Request Submitted"),
    "a lost event": Fault(
        "test_admin.py::test_request_page_lists_all_events",
        r"the event is missing: Submitted",
    ),
    "a duplicated request": Fault(
        "test_situations.py::test_double_click_submits_once",
        r"the request is listed twice or not at all",
    ),
    "another sandbox's data": Fault(
        "test_my_profile.py::test_my_profile_shows_nothing_of_another_sandbox",
        r"a request of another sandbox is listed",
    ),
    "a breach of the content security policy": Fault(
        "test_login.py::test_login_page_says_it_is_a_simulator", r"Content Security Policy"
    ),
    "a contrast fault": Fault(
        "test_page_states.py::test_axe_finds_no_violation[chromium-step 1]", r"color-contrast"
    ),
}
