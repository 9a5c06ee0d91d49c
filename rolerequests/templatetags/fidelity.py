"""Where a fact of the catalog comes from, for templates."""

from django import template

from rolerequests.job_aid.fidelity import source_of

register = template.Library()
register.filter("source_of", source_of)
