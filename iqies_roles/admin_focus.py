"""Keyboard focus in the admin: after an error it goes to the first field that has one."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms


def focus_first_error(context: Mapping[str, Any]) -> None:
    """Set `autofocus` on the first invalid field of a page's forms, and only there.

    Errors of a whole form come before its fields; their template sets `autofocus`.
    """
    all_forms = list(forms_of(context))
    formsets = [inline.formset for inline in context.get("inline_admin_formsets") or ()]
    errors_of_form = any(form.is_bound and form.non_field_errors() for form in all_forms) or any(
        formset.is_bound and formset.non_form_errors() for formset in formsets
    )
    invalid = [
        bound for form in all_forms for bound in visible_fields(form) if form.is_bound and bound.errors
    ]
    if not errors_of_form and not invalid:
        return
    for form in all_forms:
        for field in form.fields.values():
            field.widget.attrs.pop("autofocus", None)
    if not errors_of_form:
        focus(invalid[0].field.widget)


def forms_of(context: Mapping[str, Any]) -> Iterator[forms.BaseForm]:
    """The forms of a page of Django's admin, in their order on the page."""
    if "adminform" in context:
        yield context["adminform"].form
    elif isinstance(context.get("form"), forms.BaseForm):
        yield context["form"]
    for inline in context.get("inline_admin_formsets") or ():
        yield from inline.formset.forms


def visible_fields(form: forms.BaseForm) -> list[forms.BoundField]:
    return [bound for bound in form if not bound.is_hidden]


def focus(widget: forms.Widget) -> None:
    """Set `autofocus` on the widget; of radio buttons and checkboxes on the first."""
    widget = getattr(widget, "widget", widget)  # within the wrapper of related objects
    if not isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        widget.attrs["autofocus"] = True
        return
    create_option = widget.create_option

    def with_focus(name: str, value: Any, label: Any, selected: Any, index: int, **kwargs: Any) -> Any:
        option = create_option(name, value, label, selected, index, **kwargs)
        if index == 0:
            option["attrs"]["autofocus"] = True
        return option

    widget.create_option = with_focus  # type: ignore[method-assign, assignment]
