"""The database itself refuses UPDATE and DELETE on signatures and on what was signed."""

from django.db import migrations

from xietong.kit.append_only import ForbidChanges


class Migration(migrations.Migration):
    dependencies = [("signoffs", "0001_initial")]

    operations = [
        ForbidChanges("signoffs_signedcontent"),
        ForbidChanges("signoffs_signature"),
    ]
