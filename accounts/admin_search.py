"""Search in lists of the admin that covers related objects."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest


class RelatedSearchMixin:
    """Mixin for a ModelAdmin whose `search_fields` follow relations to many objects.

    Django joins these relations into the query of the list, and then looks for each joined row whether the
    object is in the list already: the time grows with the square of the related objects. Here the search
    is a subquery, which the database evaluates once.
    """

    model: Any

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not search_term:
            return queryset, False
        everything = self.model._default_manager.order_by()
        matching, _ = super().get_search_results(request, everything, search_term)  # type: ignore[misc]
        return queryset.filter(pk__in=matching.values("pk")), False
