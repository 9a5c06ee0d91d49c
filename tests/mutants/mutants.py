"""The mutants, each with the test that finds it and a pattern of its message."""

from dataclasses import dataclass

BROWSER = "browser/"


@dataclass(frozen=True)
class Mutant:
    test: str  # in tests/
    message: str

    @property
    def in_browser(self) -> bool:
        """Whether a browser test finds it; otherwise a unit test does."""
        return self.test.startswith(BROWSER)


def looks(page_state: str) -> Mutant:
    """A mutant that the screenshot of a page state shows."""
    return Mutant(
        f"browser/test_page_states.py::test_page_looks_as_reviewed[chromium-{page_state}]", r"looks different"
    )


RULES = {
    "a renamed role": Mutant(
        "browser/test_job_aid.py::test_section_2_state_agency_general_user", r"State Agency Survey User"
    ),
    "a missing label": Mutant(
        "browser/test_job_aid.py::test_section_2_state_agency_general_user", r"no field has the label State"
    ),
    "a dropped guard": Mutant(
        "browser/test_situations.py::test_page_3_opened_first_redirects_to_page_2",
        r"page 3 opened before page 2 was complete",
    ),
    "a 500": Mutant(
        "browser/test_my_profile.py::test_empty_my_profile_has_a_sentence_per_list", r"status of 500"
    ),
    "a lost banner": Mutant(
        "browser/test_job_aid.py::test_section_3_cms_general_user", r"Role Request Submitted"
    ),
    "a lost event": Mutant(
        "browser/test_admin.py::test_request_page_lists_all_events", r"the event is missing: Submitted"
    ),
    "a duplicated request": Mutant(
        "browser/test_situations.py::test_double_click_submits_once",
        r"the request is listed twice or not at all",
    ),
    "another sandbox's data": Mutant(
        "browser/test_my_profile.py::test_my_profile_shows_nothing_of_another_sandbox",
        r"a request of another sandbox is listed",
    ),
    "a breach of the content security policy": Mutant(
        "browser/test_login.py::test_login_page_says_it_is_a_simulator", r"Content Security Policy"
    ),
    "an option without effect": Mutant(
        "iqies_roles/test_prune.py::test_options_decide_what_is_old", r"assert \{\} == \{'draft': 1\}"
    ),
    "an error page of Django": Mutant(
        "iqies_roles/test_every_page.py::test_each_error_has_a_handler_of_this_project",
        r"django\.views\.defaults",
    ),
    "a column that is always 0": Mutant(
        "iqies_roles/test_admin_columns.py::test_each_column_of_a_list_is_read", r"request_count"
    ),
    "a name shown as code": Mutant(
        "iqies_roles/test_names_are_escaped.py::test_pages_of_staff_show_names_as_written", r"<b>R&"
    ),
}

LOOKS = {
    "a faint text": Mutant(
        "browser/test_page_states.py::test_axe_finds_no_violation[chromium-step 1]", r"color-contrast"
    ),
    "links in the color of their bar": Mutant(
        "browser/test_page_states.py::test_axe_finds_no_violation[chromium-welcome]", r"color-contrast"
    ),
    "a selected tile like the others": looks("step 1, selected before"),
    "Next and Cancel in each other's place": looks("step 1"),
    "a notice three pixels high": looks("welcome"),
    "an error in the color of text": looks("step 1, sent empty"),
    "no buttons on a phone": looks("step 2"),
    "another typeface": looks("help"),
    "a narrow page": looks("my profile, empty"),
    "text of ten pixels": Mutant(
        "browser/test_page_states.py::test_targets_and_text_are_large_enough[chromium-help]", r"10 pixels"
    ),
    "no visible focus in the admin": Mutant(
        "browser/test_admin_focus.py::test_focus_is_visible_at_each_stop", r"no visible focus"
    ),
    "buttons of the admin like text": Mutant(
        "browser/test_admin.py::test_page_looks_as_reviewed[chromium-admin, change password]",
        r"looks different",
    ),
}

SETTINGS_AND_SMALL_PRINT = {
    "a session cookie that scripts can read": Mutant(
        "iqies_roles/test_cookies.py::test_cookies_have_these_attributes_only", r"httponly"
    ),
    "a session cookie for other sites": Mutant(
        "iqies_roles/test_cookies.py::test_cookies_have_these_attributes_only", r"samesite"
    ),
    "a CSRF cookie that scripts can read": Mutant(
        "iqies_roles/test_cookies.py::test_cookies_have_these_attributes_only", r"httponly"
    ),
    "a longer session": Mutant(
        "iqies_roles/test_cookies.py::test_session_lasts_an_hour_and_a_day_by_default", r"hours=1"
    ),
    "a session that outlives the browser": Mutant(
        "accounts/test_sessions.py::test_session_cookie_ends_with_the_browser", r"3600"
    ),
    "a lost header": Mutant(
        "iqies_roles/test_every_page.py::test_public_page_needs_no_login", r"Referrer-Policy"
    ),
    "an added header": Mutant(
        "iqies_roles/test_every_page.py::test_public_page_needs_no_login", r"X-Powered-By"
    ),
    "a weaker policy": Mutant(
        "iqies_roles/test_every_page.py::test_public_page_needs_no_login", r"unsafe-inline"
    ),
    "pages that may be cached": Mutant(
        "iqies_roles/test_every_page.py::test_public_page_needs_no_login", r"no-store"
    ),
    "a large request without a page": Mutant(
        "iqies_roles/test_odd_requests.py::test_huge_request_is_413_before_it_is_read",
        r"413|templates|IndexError",
    ),
}

MUTANTS = RULES | LOOKS | SETTINGS_AND_SMALL_PRINT
