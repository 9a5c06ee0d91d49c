"""The ten faults: which browser test finds each, and what its message says."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """Who finds a fault: a browser test, whose message matches a regular expression."""

    test: str
    message: str


FAULTS = {
    "a renamed role": Fault(
        "test_job_aid.py::test_section_2_state_agency_general_user", r"State Agency Survey User"
    ),
    "a missing label": Fault(
        "test_job_aid.py::test_section_2_state_agency_general_user", r"get_by_label\(\"State\"|lines_of|State"
    ),
    "a dropped guard": Fault(
        "test_situations.py::test_page_3_opened_first_leads_to_the_page_that_is_missing",
        r"Select a User Role",
    ),
    "a 500": Fault("test_my_profile.py::test_it_is_good_when_empty", r"status of 500"),
    "a lost banner": Fault("test_job_aid.py::test_section_3_cms_general_user", r"Role Request Submitted"),
    "a lost event": Fault("test_delivery.py::test_the_admin_works_under_the_same_policy", r"State: Ohio"),
    "a duplicated request": Fault(
        "test_situations.py::test_a_double_click_submits_once_and_shows_one_banner", r"Actual value: 2"
    ),
    "another sandbox's data": Fault(
        "test_situations.py::test_a_request_of_somebody_else_is_not_found", r"Page not found"
    ),
    "a breach of the content security policy": Fault(
        "test_sign_in.py::test_it_says_what_it_is", r"Content Security Policy"
    ),
    "a contrast fault": Fault(
        "test_every_page.py::test_axe_finds_nothing[chromium-step 1]", r"color-contrast"
    ),
}
