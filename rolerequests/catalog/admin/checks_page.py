"""The admin page of the catalog checks."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from rolerequests.catalog.checks import Finding, Level, findings, name_of


def checks_page(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """All findings, errors first. `model_admin` is that of categories: its view permission is required."""
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
        "title": "Catalog checks",
        "groups": groups,
        "opts": model_admin.opts,
    }
    return render(request, "rolerequests/catalog/checks.html", context)


def links_for(finding: Finding) -> list[tuple[str, str]]:
    """The label and the change page of each entry that the finding is about."""
    if finding.entry:
        return [(finding.subject, change_url_of(finding.entry))]
    return [(name_of(each), change_url_of(each)) for each in finding.entries]


def change_url_of(entry: Model) -> str:
    meta = entry._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[entry.pk])
