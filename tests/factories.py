"""Test data with defaults: a test names only the values that matter to it.

    trainee = UserFactory()
    lead = UserFactory(staff=True)
    ohio = TrainingClassFactory(name="Ohio", trainees=["Ann Lee"])
    request = PendingRequestFactory(requester=trainee, role=role, state="OH")

Requests go through the model's own transitions, so that each has its events and passes its checks.
"""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from accounts.models import Sandbox, TrainingClass, User
from rolerequests.models import Organization, Role, RoleRequest, UserCategory
from rolerequests.models.organization_kinds import OrganizationKind
from training.models import Exercise

PASSWORD = "Practice-Password-1"


class SandboxFactory(DjangoModelFactory):
    """A sandbox without a trainee."""

    class Meta:
        model = Sandbox


class UserFactory(DjangoModelFactory):
    """A trainee in a new sandbox, with PASSWORD; `staff=True` or `superuser=True` for the other accounts."""

    class Meta:
        model = User

    class Params:
        staff = factory.Trait(is_staff=True)
        superuser = factory.Trait(is_staff=True, is_superuser=True)

    user_id = factory.Sequence(lambda number: f"user-{number}")
    password = PASSWORD

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        return model_class.objects.create_user(*args, **kwargs)


class TrainingClassFactory(DjangoModelFactory):
    """An open class; `trainees=["Ann Lee"]` adds one trainee per name, `closed=True` closes it then."""

    class Meta:
        model = TrainingClass
        skip_postgeneration_save = True

    name = factory.Sequence(lambda number: f"Class {number}")

    @factory.post_generation
    def trainees(self: TrainingClass, create: bool, names: list[str] | None, **kwargs: Any) -> None:
        if names:
            self.add_trainees(names)

    @factory.post_generation
    def closed(self: TrainingClass, create: bool, closed: bool | None, **kwargs: Any) -> None:
        if closed:
            self.close()


class CategoryFactory(DjangoModelFactory):
    """An active category, last on page 1."""

    class Meta:
        model = UserCategory

    slug = factory.Sequence(lambda number: f"category-{number}")
    name = factory.Sequence(lambda number: f"Category {number}")
    description = "Description of the category."
    position = None
    is_active = True


class RoleFactory(DjangoModelFactory):
    """An active role, last in its category; page 3 asks nothing."""

    class Meta:
        model = Role

    category = factory.SubFactory(CategoryFactory)
    slug = factory.Sequence(lambda number: f"role-{number}")
    name = factory.Sequence(lambda number: f"Role {number}")
    description = "Description of the role."
    position = None
    is_active = True


class OrganizationFactory(DjangoModelFactory):
    """An open home health agency in Ohio; the codes count down from 36-8498."""

    class Meta:
        model = Organization

    code = factory.Sequence(lambda number: f"36{8498 - number % 1400}")
    name = factory.LazyAttribute(lambda each: f"Training Home Health {each.code}")
    kind = OrganizationKind.HOME_HEALTH_AGENCY
    state = "OH"
    city = "Sampleville"


class ExerciseFactory(DjangoModelFactory):
    """An active exercise without wrong turns."""

    class Meta:
        model = Exercise

    slug = factory.Sequence(lambda number: f"exercise-{number}")
    title = factory.Sequence(lambda number: f"Exercise {number}")
    task = "Ask for the role that you need."
    why = "It fits."
    position = factory.Sequence(lambda number: number + 1)


class DraftFactory(DjangoModelFactory):
    """A draft with category and role selected: page 3 is next. It can name `organizations`."""

    class Meta:
        model = RoleRequest

    organizations = ()
    requester = factory.SubFactory(UserFactory)
    role = factory.SubFactory(RoleFactory)

    @classmethod
    def _create(cls, model_class: type[RoleRequest], *args: Any, **kwargs: Any) -> RoleRequest:
        requester = kwargs["requester"]
        draft = model_class.begin(requester)
        draft.choose_category(kwargs["role"].category, actor=requester)
        draft.choose_role(kwargs["role"], actor=requester)
        if kwargs.get("organizations"):
            draft.add_organizations(kwargs["organizations"], actor=requester)
        return draft


class PendingRequestFactory(DraftFactory):
    """A submitted request; `state` and `surveyor_response` as the role asks for them."""

    state = ""
    surveyor_response = ""

    @classmethod
    def _create(cls, model_class: type[RoleRequest], *args: Any, **kwargs: Any) -> RoleRequest:
        requester, role = kwargs["requester"], kwargs["role"]
        organizations = kwargs["organizations"]
        request = super()._create(model_class, requester=requester, role=role, organizations=organizations)
        selections = {name: kwargs[name] for name in ("state", "surveyor_response")}
        request.save_page(role.pk, **selections, actor=requester)
        shown = [each.pk for each in organizations]
        request.submit(role.pk, actor=requester, shown_organizations=shown)
        return request


class WithdrawnRequestFactory(PendingRequestFactory):
    """A request that its owner has withdrawn."""

    @classmethod
    def _create(cls, model_class: type[RoleRequest], *args: Any, **kwargs: Any) -> RoleRequest:
        request = super()._create(model_class, *args, **kwargs)
        request.withdraw(actor=kwargs["requester"])
        return request
