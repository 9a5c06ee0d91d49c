"""Helpers of the admin tests: URLs of its pages, and what they show."""

import re

from django.urls import reverse


def list_of(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def page_for(obj, page="change"):
    meta = obj._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=[obj.pk])


def listed(response):
    """The objects on a change list, in order."""
    return list(response.context["cl"].result_list)


def column_of(response, field):
    """What a column of a change list says, row by row."""
    return re.findall(rf'<td [^>]*class="field-{field}[^>]*>(.*?)</td>', response.content.decode(), re.DOTALL)


def found(staff_client, model, words):
    return set(listed(staff_client.get(list_of(model), {"q": words})))


def form_in(response):
    """The form of an object on its page."""
    return response.context["adminform"].form


def form_of(response, **changes):
    """The data of a change page's form, with these changes. None removes a field."""
    data = {}
    forms = [form_in(response)]
    for formset in response.context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is not None and value is not False:
                data[bound.html_name] = "on" if value is True else value
    return {key: value for key, value in (data | changes).items() if value is not None}


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def levels_of(response):
    """The level tags of the messages that a page shows."""
    return [message.level_tag for message in response.context["messages"]]
