"""The doctor's page: what may be wrong with the catalogue, with a way to each place to mend it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from rolerequests.doctor import Finding, Level, findings


def doctor_page(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """All findings, errors first. For who may look at categories; `model_admin` is theirs."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    found = findings()
    groups = [
        (level, [(each, place_of(each)) for each in found if each.level == level])
        for level in Level
        if any(each.level == level for each in found)
    ]
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "Doctor: what may be wrong with the catalogue",
        "groups": groups,
        "opts": model_admin.opts,
    }
    return render(request, "admin/rolerequests/doctor.html", context)


def place_of(finding: Finding) -> str:
    """Where it can be mended: on the thing's own page, or by a file that brings what is missing."""
    if finding.thing is None:
        return reverse("admin:rolerequests_files")
    meta = finding.thing._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[finding.thing.pk])
