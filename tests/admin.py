"""What the tests of the admin share: addresses of its pages, and what they show."""

from django.urls import reverse


def list_of(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def page_for(thing, page="change"):
    meta = thing._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=[thing.pk])


def listed(response):
    """What a list shows, in order."""
    return list(response.context["cl"].result_list)


def found(staff_client, model, words):
    return set(listed(staff_client.get(list_of(model), {"q": words})))


def form_of(response, **changes):
    """What sending a change page as it stands, but for these changes, would send."""
    data = {}
    forms = [response.context["adminform"].form]
    for formset in response.context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.initial_forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is not None and value is not False:
                data[bound.html_name] = "on" if value is True else value
    return {key: value for key, value in (data | changes).items() if value is not None}


def messages_of(response):
    return [str(message) for message in response.context["messages"]]
