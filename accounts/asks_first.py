"""Actions of the admin's lists that ask first: how many objects, which, and what happens to them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

SHOWN = 20  # names
Action = Callable[[Any, HttpRequest, QuerySet[Any]], HttpResponse | None]


def asks_first(question: str, consequence: str) -> Callable[[Action], Action]:
    """Decorator of an action. `question` is such as `Activate {}?`: {} becomes `1 role` or `3 roles`."""

    def decorate(action: Action) -> Action:
        @wraps(action)
        def ask(model_admin: Any, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
            if "confirmed" in request.POST:
                return action(model_admin, request, queryset)
            number = queryset.count()
            meta = model_admin.opts
            kind = meta.verbose_name if number == 1 else meta.verbose_name_plural
            context = {
                **model_admin.admin_site.each_context(request),
                "title": question.format(f"{number:,} {kind}"),
                "consequence": consequence,
                "opts": meta,
                "names": [str(each) for each in queryset[:SHOWN]],
                "more": max(number - SHOWN, 0),
                "selected": request.POST.getlist("_selected_action"),
                "button": question.partition(" {}")[0].removesuffix(" for"),
            }
            return render(request, "admin/asks_first.html", context)

        ask.asks_first = True  # type: ignore[attr-defined]
        return ask

    return decorate
