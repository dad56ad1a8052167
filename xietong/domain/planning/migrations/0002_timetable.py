import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("planning", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Timetable",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("backward", models.BooleanField(default=False)),
                ("anchor_on", models.DateField(null=True)),
                ("findings", models.JSONField(default=list)),
                ("earliest_possible", models.DateField(null=True)),
                ("unknown_years", models.JSONField(default=list)),
                ("computed_at", models.DateTimeField(null=True)),
                (
                    "anchor_task",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="planning.task",
                    ),
                ),
                (
                    "collaboration",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="timetable",
                        to="collaborations.collaboration",
                    ),
                ),
            ],
        ),
    ]
