import datetime

import django.contrib.auth.models
import django.contrib.auth.validators
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.operations
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import fenbo.core.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        # Equality on plain columns inside an exclusion constraint needs it.
        django.contrib.postgres.operations.BtreeGistExtension(),
        migrations.CreateModel(
            name="Staff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        error_messages={"unique": "A user with that username already exists."},
                        help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                        max_length=150,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="username",
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="email address")),
                (
                    "is_staff",
                    models.BooleanField(
                        default=False,
                        help_text="Designates whether the user can log into this admin site.",
                        verbose_name="staff status",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                        verbose_name="active",
                    ),
                ),
                (
                    "date_joined",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined"),
                ),
                ("full_name", models.CharField(blank=True, max_length=40, verbose_name="姓名")),
                ("title", models.CharField(blank=True, max_length=40, verbose_name="岗位名称")),
                ("phone", fenbo.core.fields.EncryptedText(blank=True, default="", verbose_name="手机号")),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "工作人员",
                "verbose_name_plural": "工作人员",
            },
            managers=[
                ("objects", django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name="Region",
            fields=[
                (
                    "code",
                    models.CharField(
                        max_length=6, primary_key=True, serialize=False, verbose_name="区划代码"
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                (
                    "former_names",
                    models.CharField(
                        blank=True, help_text="多个以顿号分开", max_length=80, verbose_name="曾用名"
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[("province", "省级"), ("prefecture", "市州级"), ("county", "县级")],
                        max_length=10,
                        verbose_name="级别",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="directory.region",
                        verbose_name="上级",
                    ),
                ),
            ],
            options={
                "verbose_name": "行政区划",
                "verbose_name_plural": "行政区划",
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=60, unique=True, verbose_name="标识")),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("short_name", models.CharField(blank=True, max_length=40, verbose_name="简称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("centre", "分拨中心"),
                            ("special_group", "专项组"),
                            ("support_group", "推进保障组"),
                            ("department", "部门"),
                            ("central_body", "中央驻青单位"),
                            ("utility", "公用企业"),
                            ("prefecture", "市州"),
                            ("county", "县区"),
                            ("park", "园区"),
                            ("sub_unit", "内设机构"),
                            ("other_hotline", "外省热线"),
                        ],
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="办公电话")),
                ("opening", models.CharField(blank=True, max_length=80, verbose_name="办公时间")),
                ("valid_from", models.DateField(default=datetime.date(2020, 1, 1), verbose_name="生效日期")),
                (
                    "valid_to",
                    models.DateField(
                        blank=True, help_text="当日仍有效；留空为长期", null=True, verbose_name="失效日期"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="directory.unit",
                        verbose_name="上级单位",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="directory.region",
                        verbose_name="所在地区",
                    ),
                ),
            ],
            options={
                "verbose_name": "单位",
                "verbose_name_plural": "单位",
            },
        ),
        migrations.CreateModel(
            name="Shift",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="开始")),
                ("ends_at", models.DateTimeField(verbose_name="结束")),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shifts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="工作人员",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shifts",
                        to="directory.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "值班",
                "verbose_name_plural": "值班",
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "duty",
                    models.CharField(
                        choices=[
                            ("take_in", "受理"),
                            ("dispatch", "分拨"),
                            ("review", "审核"),
                            ("publish", "公示"),
                            ("handle", "办理"),
                            ("follow_up", "回访"),
                            ("supervise", "督办"),
                            ("lead", "领导"),
                            ("edit", "编辑"),
                            ("administer", "系统管理"),
                            ("secure", "安全管理"),
                            ("audit", "审计"),
                        ],
                        max_length=12,
                        verbose_name="职责",
                    ),
                ),
                ("valid_from", models.DateField(default=datetime.date(2020, 1, 1), verbose_name="生效日期")),
                (
                    "valid_to",
                    models.DateField(
                        blank=True, help_text="当日仍有效；留空为长期", null=True, verbose_name="失效日期"
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="posts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="工作人员",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="directory.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "任职",
                "verbose_name_plural": "任职",
            },
        ),
        migrations.AddConstraint(
            model_name="region",
            constraint=models.CheckConstraint(
                condition=models.Q(("code__regex", "^[0-9]{6}$")),
                name="region_code_is_six_digits",
                violation_error_message="区划代码是六位数字。",
            ),
        ),
        migrations.AddConstraint(
            model_name="region",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("level", "province"), ("parent", None)),
                    models.Q(models.Q(("level", "province"), _negated=True), ("parent__isnull", False)),
                    _connector="OR",
                ),
                name="region_only_provinces_are_on_top",
                violation_error_message="省级没有上级，其他级别必须有上级。",
            ),
        ),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(fields=["kind"], name="unit_by_kind"),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="unit_ends_after_it_begins",
                violation_error_message="失效日期不能早于生效日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent", None), models.Q(("parent", models.F("id")), _negated=True), _connector="OR"
                ),
                name="unit_is_not_its_own_parent",
                violation_error_message="单位不能是自己的上级。",
            ),
        ),
        migrations.AddIndex(
            model_name="shift",
            index=models.Index(fields=["unit", "starts_at"], name="shift_by_unit_and_start"),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="shift_ends_after_it_begins",
                violation_error_message="结束时间必须晚于开始时间。",
            ),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("staff", "="),
                    ("unit", "="),
                    (
                        models.Func(
                            models.F("starts_at"),
                            models.F("ends_at"),
                            django.contrib.postgres.fields.ranges.RangeBoundary(
                                inclusive_lower=True, inclusive_upper=False
                            ),
                            function="tstzrange",
                            output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="shift_does_not_overlap",
                violation_error_message="此人在这段时间已有值班。",
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["unit", "duty"], name="post_by_unit_and_duty"),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="post_ends_after_it_begins",
                violation_error_message="失效日期不能早于生效日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("staff", "="),
                    ("unit", "="),
                    ("duty", "="),
                    (
                        models.Func(
                            models.F("valid_from"),
                            models.F("valid_to"),
                            models.Value("[]"),
                            function="daterange",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="post_is_held_once_at_a_time",
                violation_error_message="此人在这一单位的同一职责已有任职，日期重叠。",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("duty__in", ("administer", "secure", "audit"))),
                expressions=[
                    ("staff", "="),
                    ("duty", "<>"),
                    (
                        models.Func(
                            models.F("valid_from"),
                            models.F("valid_to"),
                            models.Value("[]"),
                            function="daterange",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="one_person_one_administrator",
                violation_error_message="系统管理、安全管理、审计三种职责不得由同一人兼任。",
            ),
        ),
    ]
