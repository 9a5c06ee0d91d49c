"""The template filter `source_of`: the source of a fact of the catalog."""

from django import template

from rolerequests.job_aid.fidelity import source_of

register = template.Library()
register.filter("source_of", source_of)
