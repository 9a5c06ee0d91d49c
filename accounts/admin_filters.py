"""Filters of lists in the admin that are as fast with a million rows."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from accounts.models import Sandbox, TrainingClass

CLASSES_SHOWN = 30  # in the filter, the newest ones


class ConditionFilter(admin.SimpleListFilter):
    """A filter whose condition LargeChangeList applies."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset

    def condition_by_density(self) -> Q:
        """The condition of the chosen value; empty for all."""
        return self.condition(self.value() or "") if self.value() else Q()

    def condition(self, value: str) -> Q:
        """The condition of this value. Raises ValueError if there is none."""
        raise NotImplementedError


class KindFilter(admin.SimpleListFilter):
    """Filter users by what they are. Trainees and staff are apart: the list shows trainees at first."""

    title = "staff or trainee"
    parameter_name = "kind"
    conditions = {"staff": Q(is_staff=True), "all": Q()}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("staff", "Staff"), ("all", "All")]

    def choices(self, changelist: Any) -> Iterator[Any]:
        """The same, but without the parameter they are trainees."""
        for number, choice in enumerate(super().choices(changelist)):
            yield choice if number else {**choice, "display": "Trainees"}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(self.conditions.get(self.value() or "", Q(is_staff=False)))


class ClassFilter(ConditionFilter):
    """Filter by class: the newest classes that are not archived, and the one that is chosen."""

    title = "class"
    parameter_name = "class"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        newest = TrainingClass.objects.order_by("-pk").values_list("pk", "name")
        classes = dict(newest.filter(archived_at=None)[:CLASSES_SHOWN])
        chosen = request.GET.get(self.parameter_name, "")
        if chosen.isdecimal() and int(chosen) not in classes:
            classes |= dict(newest.filter(pk=int(chosen)))
        return [(str(pk), name) for pk, name in classes.items()]

    def condition(self, value: str) -> Q:
        # Not as a join: SQLite would read all rows in the order of the list.
        return Q(sandbox__in=Sandbox.objects.filter(training_class=int(value)))
