"""What the admin calls itself."""

from django.contrib import admin

admin.site.site_title = "iQIES role-request trainer"
admin.site.site_header = "iQIES role-request trainer: admin of a training simulator"
admin.site.index_title = "Admin"
