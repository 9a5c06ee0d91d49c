"""The doctor's page: what may be wrong with the catalog, with a way to each place to mend it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from rolerequests.catalog.checks import Finding, Level, findings, name_of
from rolerequests.models import CatalogEntry


def checks_page(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """All findings, errors first. For who may look at categories; `model_admin` is theirs."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    found = findings()
    groups = [
        (level, [(each, links_for(each)) for each in found if each.level == level])
        for level in Level
        if any(each.level == level for each in found)
    ]
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "Doctor: what may be wrong with the catalog",
        "groups": groups,
        "opts": model_admin.opts,
    }
    return render(request, "rolerequests/catalog/checks.html", context)


def links_for(finding: Finding) -> list[tuple[str, str]]:
    """What the finding is about, each with the place to mend it."""
    if finding.thing:
        return [(finding.what, change_url_of(finding.thing))]
    return [(name_of(each), change_url_of(each)) for each in finding.several]


def change_url_of(thing: CatalogEntry) -> str:
    """Where it can be mended: its own page."""
    meta = thing._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[thing.pk])
