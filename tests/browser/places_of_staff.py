"""The pages of the admin that its people come for: how they get there."""

from tests.browser.places import Place
from tests.browser.trainee import Trainee

CATEGORIES = "/admin/rolerequests/usercategory/"
ROLES = "/admin/rolerequests/role/"
CLASSES = "/admin/accounts/trainingclass/"
STAFF_PLACES: list[Place] = []


def lies_at(name: str, path: str, *ways: tuple[str, str]) -> None:
    """Enter a page into the list: an address, and the links or buttons to press from there, by role and name."""

    def arrive(staff: Trainee) -> None:
        staff.open(path)
        for role, label in ways:
            staff.page.get_by_role(role, name=label, exact=True).first.click()  # type: ignore[arg-type]

    STAFF_PLACES.append(Place(name, arrive, "staff", own_world=False, status=200, is_error=False))


lies_at("index", "/admin/")
lies_at("list of categories", CATEGORIES)
lies_at("list of roles", ROLES)
lies_at("a category", CATEGORIES, ("link", "State Agency"))
lies_at("a role", ROLES, ("link", "CMS General User"))
lies_at("a new role, sent empty", f"{ROLES}add/", ("button", "Save"))
lies_at("preview of a category", CATEGORIES, ("link", "Preview Provider"))
lies_at("preview of a role", ROLES, ("link", "Preview State Agency S&C General User"))
lies_at("history of a role", ROLES, ("link", "CMS General User"), ("link", "History"))
lies_at("a category that cannot be deleted", CATEGORIES, ("link", "CMS"), ("link", "Delete"))
lies_at("doctor", f"{CATEGORIES}doctor/")
lies_at("files", f"{CATEGORIES}files/")
lies_at("files, sent empty", f"{CATEGORIES}files/", ("button", "See what it would change"))
lies_at("list of classes", CLASSES)
lies_at("a new class, sent empty", f"{CLASSES}add/", ("button", "Make the class"))
lies_at("list of requests", "/admin/rolerequests/rolerequest/")
lies_at("list of users", "/admin/accounts/user/")
lies_at("history of all", "/admin/auditlog/logentry/")
lies_at("a group", "/admin/auth/group/", ("link", "Training lead"))
