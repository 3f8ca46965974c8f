from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="DayOverride",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False, verbose_name="日期")),
                ("is_workday", models.BooleanField(verbose_name="是工作日")),
                ("name", models.CharField(max_length=40, verbose_name="事由")),
            ],
            options={
                "verbose_name": "工作日调整",
                "verbose_name_plural": "工作日调整",
            },
        ),
    ]
