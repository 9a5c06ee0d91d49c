"""The template filters `change_lines` and `who`, and `changed`: what an entry of the audit log says.

Without templates: a list with imports shows hundreds of changes.
"""

from collections.abc import Iterable, Sequence

from django import template
from django.template.defaultfilters import pluralize
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from accounts import audit_log
from accounts.models import AuditEntry
from accounts.snapshots import Change

register = template.Library()
register.filter("who", audit_log.who)

MOST = 4  # changes that a list shows; more of them are folded up
LINE = '<div class="change"><strong>{field}:</strong> %s %s</div>'
OLD, NEW = "<del>{before}</del>", "<ins>{after}</ins>"
# By whether there is an old value, and a new one.
LINES = {
    (old, new): LINE % (OLD if old else "", NEW if new else "(empty)")
    for old in (True, False)
    for new in (True, False)
}
FOLDED = "<details><summary>{} {}{}</summary>{}</details>"
MORE = '<li><a href="{}">and {} more object{}</a></li>'


@register.filter
def change_lines(changes: Iterable[Change]) -> SafeString:
    """Each change on a line, with its old and its new value."""
    return mark_safe("".join(map(line, changes)))  # noqa: S308 - escaped


def line(change: Change) -> SafeString:
    """A change on a line."""
    shown = {"field": change.field, "before": change.before, "after": change.after}
    return format_html(LINES[bool(change.before), bool(change.after)], **shown)


def changed(
    changes: list[Change],
    below: Sequence[tuple[AuditEntry, list[Change]]] = (),
    number: int = 0,
    url: str = "",
) -> SafeString:
    """The changes of an entry, and of the first ones of so many below an import, with a link to the rest."""
    lines = change_lines(changes)
    if len(changes) > MOST:
        lines = format_html(FOLDED, len(changes), "fields", "", lines)
    if not below:
        return lines
    items = (
        (capfirst(each.action), getattr(each.content_type, "name", ""), each.object_name, change_lines(own))
        for each, own in below
    )
    listed = format_html_join("\n", "<li><strong>{}</strong> {} {} {}</li>", items)
    if more := number - len(below):
        listed += format_html(MORE, url, more, pluralize(more))
    folded = format_html('<ul class="changes__below">{}</ul>', listed)
    return lines + format_html(FOLDED, number, "object", pluralize(number), folded)
