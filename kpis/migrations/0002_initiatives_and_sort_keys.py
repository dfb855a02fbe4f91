import django.db.models.deletion
from django.db import migrations, models

from iconm.lib.migration_sort_keys import fill_sort_keys



class Migration(migrations.Migration):

    dependencies = [
        ('kpis', '0001_initial'),
        ('ledger', '0002_sources_and_sort_keys'),
        ('programs', '0002_organizations_agreements_governance'),
    ]

    operations = [
        migrations.AddField(
            model_name='assessmentrule',
            name='sort_key',
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=400),
        ),
        migrations.AddField(
            model_name='goal',
            name='sort_key',
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=400),
        ),
        migrations.AddField(
            model_name='indicator',
            name='counted_from',
            field=models.CharField(blank=True, help_text='台帳の件数と照合する場合', max_length=80, verbose_name='数える台帳'),
        ),
        migrations.AddField(
            model_name='indicator',
            name='formula',
            field=models.CharField(blank=True, help_text='他の項目から求める場合（例：a + b）', max_length=200, verbose_name='計算式'),
        ),
        migrations.AddField(
            model_name='indicator',
            name='sort_key',
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=400),
        ),
        migrations.AddField(
            model_name='objective',
            name='sort_key',
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=400),
        ),
        migrations.AddField(
            model_name='planindicator',
            name='narrative',
            field=models.TextField(blank=True, verbose_name='記述による目標'),
        ),
        migrations.AddField(
            model_name='planperiod',
            name='sort_key',
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=400),
        ),
        migrations.CreateModel(
            name='Initiative',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=80, unique=True, verbose_name='コード')),
                ('name', models.CharField(max_length=200, verbose_name='名称')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='名称（英語）')),
                ('reading', models.CharField(blank=True, max_length=200, verbose_name='よみ')),
                ('search_key', models.CharField(db_index=True, editable=False, max_length=400)),
                ('sort_key', models.CharField(blank=True, db_index=True, editable=False, max_length=400)),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='有効開始日')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='有効終了日（この日を含まない）')),
                ('section', models.CharField(blank=True, max_length=60, verbose_name='出典箇所')),
                ('series', models.CharField(choices=[('support', '研究支援事業の主な取組'), ('iconm', 'iCONMの主な取組')], default='support', max_length=8, verbose_name='一覧')),
                ('order', models.PositiveSmallIntegerField(verbose_name='並び順')),
                ('mark', models.CharField(blank=True, max_length=8, verbose_name='項番')),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.sourcedocument', verbose_name='出典資料')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='initiatives', to='kpis.planperiod', verbose_name='計画期間')),
            ],
            options={
                'verbose_name': '主な取組',
                'verbose_name_plural': '主な取組',
                'ordering': ['plan', 'series', 'order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='InitiativeContent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(verbose_name='並び順')),
                ('text', models.CharField(max_length=400, verbose_name='取組内容')),
                ('is_new', models.BooleanField(default=False, verbose_name='新規')),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contents', to='kpis.initiative', verbose_name='主な取組')),
            ],
            options={
                'verbose_name': '取組内容',
                'verbose_name_plural': '取組内容',
                'ordering': ['initiative', 'order'],
            },
        ),
        migrations.CreateModel(
            name='InitiativeObjective',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='objectives', to='kpis.initiative', verbose_name='主な取組')),
                ('objective', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='initiatives', to='kpis.objective', verbose_name='獲得を目指す成果')),
            ],
            options={
                'verbose_name': '獲得を目指す成果',
                'verbose_name_plural': '獲得を目指す成果',
                'ordering': ['initiative', 'objective__order'],
            },
        ),
        migrations.CreateModel(
            name='Judgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('conclusion', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='judgements', to='programs.conclusion', verbose_name='検証結果・決定')),
                ('plan_indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='judgements', to='kpis.planindicator', verbose_name='計画期間の指標')),
            ],
            options={
                'verbose_name': '検証した指標',
                'verbose_name_plural': '検証した指標',
            },
        ),
        migrations.CreateModel(
            name='IndicatorStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('score', models.SmallIntegerField(verbose_name='点数')),
                ('label', models.CharField(max_length=100, verbose_name='意味')),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='kpis.indicator', verbose_name='指標')),
            ],
            options={
                'verbose_name': '定性指標の段階',
                'verbose_name_plural': '定性指標の段階',
                'ordering': ['indicator', 'score'],
                'constraints': [models.UniqueConstraint(fields=('indicator', 'score'), name='kpis_indicatorstep_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='initiative',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from', None), ('valid_until', None), ('valid_until__gt', models.F('valid_from')), _connector='OR'), name='kpis_initiative_validity', violation_error_message='有効終了日は、有効開始日より後の日付にしてください。'),
        ),
        migrations.AddConstraint(
            model_name='initiative',
            constraint=models.UniqueConstraint(fields=('plan', 'series', 'order'), name='kpis_initiative_order'),
        ),
        migrations.AddConstraint(
            model_name='initiativecontent',
            constraint=models.UniqueConstraint(fields=('initiative', 'order'), name='kpis_initiativecontent_order'),
        ),
        migrations.AddConstraint(
            model_name='initiativeobjective',
            constraint=models.UniqueConstraint(fields=('initiative', 'objective'), name='kpis_initiativeobjective_once'),
        ),
        migrations.AddConstraint(
            model_name='judgement',
            constraint=models.UniqueConstraint(fields=('conclusion', 'plan_indicator'), name='kpis_judgement_once'),
        ),
        migrations.RunPython(fill_sort_keys("kpis.AssessmentRule", "kpis.Goal", "kpis.Indicator", "kpis.Objective", "kpis.PlanPeriod"), migrations.RunPython.noop),
    ]
