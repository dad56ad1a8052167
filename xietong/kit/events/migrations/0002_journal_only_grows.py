"""The database itself refuses UPDATE and DELETE on the journal and its seals."""

from django.db import migrations

from xietong.kit.append_only import ForbidChanges


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]

    operations = [
        ForbidChanges("events_happenedevent"),
        ForbidChanges("events_seal"),
        ForbidChanges("events_sealedevent"),
    ]
