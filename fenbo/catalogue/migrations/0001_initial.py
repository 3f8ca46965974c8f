import datetime

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("directory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Category",
            fields=[
                (
                    "code",
                    models.CharField(max_length=4, primary_key=True, serialize=False, verbose_name="编码"),
                ),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="catalogue.category",
                        verbose_name="上级分类",
                    ),
                ),
            ],
            options={
                "verbose_name": "诉求分类",
                "verbose_name_plural": "诉求分类",
            },
        ),
        migrations.CreateModel(
            name="DispatchRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rules",
                        to="catalogue.category",
                        verbose_name="分类",
                    ),
                ),
                (
                    "co_units",
                    models.ManyToManyField(
                        blank=True,
                        related_name="assisted_rules",
                        to="directory.unit",
                        verbose_name="协办单位",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="led_rules",
                        to="directory.unit",
                        verbose_name="主办单位",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        help_text="留空适用于所有没有专门规则的地区",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.region",
                        verbose_name="地区",
                    ),
                ),
            ],
            options={
                "verbose_name": "派单规则",
                "verbose_name_plural": "派单规则",
            },
        ),
        migrations.CreateModel(
            name="TimeLimit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "hop",
                    models.CharField(
                        choices=[
                            ("dispatch", "分拨"),
                            ("sign_in", "签收"),
                            ("contact", "首次联系"),
                            ("answer", "答复"),
                            ("interim", "阶段答复"),
                            ("final", "最终答复"),
                            ("review", "审核"),
                            ("follow_up", "回访"),
                            ("more_info", "待补充"),
                            ("return_decision", "退单裁定"),
                            ("extension_decision", "延期审批"),
                            ("take_down_decision", "撤下公示审批"),
                            ("inquiry", "保障组解答"),
                            ("extension", "延期上限"),
                        ],
                        max_length=20,
                        verbose_name="环节",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("consultation", "咨询"),
                            ("help", "求助"),
                            ("complaint", "投诉"),
                            ("report", "举报"),
                            ("suggestion", "建议"),
                            ("praise", "表扬"),
                        ],
                        max_length=12,
                        null=True,
                        verbose_name="类型",
                    ),
                ),
                (
                    "urgency",
                    models.CharField(
                        blank=True,
                        choices=[("ordinary", "一般"), ("urgent", "紧急"), ("extra_urgent", "特急")],
                        max_length=12,
                        null=True,
                        verbose_name="紧急程度",
                    ),
                ),
                ("amount", models.PositiveSmallIntegerField(verbose_name="数量")),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("minutes", "分钟"),
                            ("hours", "小时"),
                            ("working_hours", "工作小时"),
                            ("working_days", "工作日"),
                        ],
                        max_length=14,
                        verbose_name="单位",
                    ),
                ),
                ("valid_from", models.DateField(default=datetime.date(2020, 1, 1), verbose_name="生效日期")),
                (
                    "valid_to",
                    models.DateField(
                        blank=True, help_text="当日仍有效；留空为长期", null=True, verbose_name="失效日期"
                    ),
                ),
            ],
            options={
                "verbose_name": "办理时限",
                "verbose_name_plural": "办理时限",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)),
                        name="limit_is_positive",
                        violation_error_message="数量必须大于零。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="limit_ends_after_it_begins",
                        violation_error_message="失效日期不能早于生效日期。",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("hop", "="),
                            (django.db.models.functions.comparison.Coalesce("kind", models.Value("")), "="),
                            (
                                django.db.models.functions.comparison.Coalesce("urgency", models.Value("")),
                                "=",
                            ),
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
                        name="one_limit_per_hop_kind_urgency_and_day",
                        violation_error_message="这一环节已有同样条件的时限，日期重叠。请先给原时限填写失效日期。",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("code__regex", "^[0-9]{2}$"), ("parent", None)),
                    models.Q(("code__regex", "^[0-9]{4}$"), ("parent__isnull", False)),
                    _connector="OR",
                ),
                name="category_code_tells_its_level",
                violation_error_message="一级分类是两位数字，二级分类是四位数字并有上级。",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispatchrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="rule_ends_after_it_begins",
                violation_error_message="失效日期不能早于生效日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispatchrule",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("category", "="),
                    (django.db.models.functions.comparison.Coalesce("region", models.Value("")), "="),
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
                name="one_rule_per_category_region_and_day",
                violation_error_message="这一分类在这一地区已有规则，日期重叠。请先给原规则填写失效日期。",
            ),
        ),
    ]
