
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0002_sources_and_sort_keys'),
        ('programs', '0003_program_outlines'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='agreement',
            name='programs_agreement_forward',
        ),
        migrations.RemoveConstraint(
            model_name='agreement',
            name='programs_agreement_days_forward',
        ),
        migrations.RemoveConstraint(
            model_name='conclusion',
            name='programs_conclusion_forward',
        ),
        migrations.RemoveConstraint(
            model_name='flow',
            name='programs_flow_forward',
        ),
        migrations.RemoveConstraint(
            model_name='fundingprogram',
            name='programs_fundingprogram_forward',
        ),
        migrations.RemoveConstraint(
            model_name='fundingprogram',
            name='programs_fundingprogram_rate',
        ),
        migrations.RemoveConstraint(
            model_name='jointresearch',
            name='programs_jointresearch_forward',
        ),
        migrations.RemoveConstraint(
            model_name='tenant',
            name='programs_tenant_forward',
        ),
        migrations.RemoveField(
            model_name='business',
            name='outline',
        ),
        migrations.RemoveField(
            model_name='programoutline',
            name='is_open_list',
        ),
        migrations.AddField(
            model_name='agreement',
            name='is_open_list',
            field=models.BooleanField(default=False, verbose_name='相手方の一覧に「等」が付く'),
        ),
        migrations.AddField(
            model_name='bodycharter',
            name='action',
            field=models.CharField(blank=True, max_length=60, verbose_name='相手の会議体に対する動き'),
        ),
        migrations.AddField(
            model_name='bodycharter',
            name='target',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.body', verbose_name='相手の会議体'),
        ),
        migrations.AddField(
            model_name='facilityitem',
            name='document',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.sourcedocument', verbose_name='出典資料'),
        ),
        migrations.AddField(
            model_name='facilityitem',
            name='section',
            field=models.CharField(blank=True, max_length=60, verbose_name='出典箇所'),
        ),
        migrations.AddField(
            model_name='participation',
            name='is_open_list',
            field=models.BooleanField(default=False, verbose_name='この団体で一覧が終わり「等」が付く'),
        ),
        migrations.AddField(
            model_name='programoutline',
            name='open_word',
            field=models.CharField(blank=True, help_text='例：など、等', max_length=4, verbose_name='一覧の末尾の語'),
        ),
        migrations.AlterField(
            model_name='businessline',
            name='kind',
            field=models.CharField(choices=[('overview', '概要'), ('activity', '事業概要'), ('funds', '主な財源')], max_length=8, verbose_name='種別'),
        ),
        migrations.AlterField(
            model_name='conclusion',
            name='kind',
            field=models.CharField(choices=[('evaluation', '評価検証'), ('decision', '決定'), ('result', '成果')], max_length=10, verbose_name='種別'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('last_year', None), models.Q(('first_year__isnull', False), ('last_year__gte', models.F('first_year'))), _connector='OR'), name='programs_agreement_forward'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), models.Q(('ends_on__gte', models.F('starts_on')), ('starts_on__isnull', False)), models.Q(('first_year__isnull', False), ('starts_on', None)), _connector='OR'), name='programs_agreement_days_forward'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('signed_month', None), ('signed_year__isnull', False), _connector='OR'), name='programs_agreement_signed'),
        ),
        migrations.AddConstraint(
            model_name='bodycharter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('action', ''), ('target', None)), models.Q(('target__isnull', False), models.Q(('target', models.F('body')), _negated=True), models.Q(('action', ''), _negated=True)), _connector='OR'), name='programs_bodycharter_action_has_target', violation_error_message='動きと相手の会議体は、両方を指定するか、両方とも空欄にしてください。'),
        ),
        migrations.AddConstraint(
            model_name='conclusion',
            constraint=models.CheckConstraint(condition=models.Q(('last_year', None), models.Q(('first_year__isnull', False), ('last_year__gte', models.F('first_year'))), _connector='OR'), name='programs_conclusion_forward'),
        ),
        migrations.AddConstraint(
            model_name='facility',
            constraint=models.CheckConstraint(condition=models.Q(('opened_month', None), models.Q(('opened_month__range', (1, 12)), ('opened_year__isnull', False)), _connector='OR'), name='programs_facility_opened'),
        ),
        migrations.AddConstraint(
            model_name='flow',
            constraint=models.CheckConstraint(condition=models.Q(('last_year', None), models.Q(('first_year__isnull', False), ('last_year__gte', models.F('first_year'))), _connector='OR'), name='programs_flow_forward'),
        ),
        migrations.AddConstraint(
            model_name='fundingprogram',
            constraint=models.CheckConstraint(condition=models.Q(('adopted_day', None), ('adopted_month__isnull', False), _connector='OR'), name='programs_fundingprogram_adopted_day'),
        ),
        migrations.AddConstraint(
            model_name='fundingprogram',
            constraint=models.CheckConstraint(condition=models.Q(('last_year', None), models.Q(('first_year__isnull', False), ('last_year__gte', models.F('first_year'))), _connector='OR'), name='programs_fundingprogram_forward'),
        ),
        migrations.AddConstraint(
            model_name='fundingprogram',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('rate_denominator', None), ('rate_numerator', None)), models.Q(('rate_denominator__gt', 0), ('rate_denominator__gte', models.F('rate_numerator')), ('rate_denominator__isnull', False), ('rate_numerator__isnull', False)), _connector='OR'), name='programs_fundingprogram_rate', violation_error_message='補助率は、分母が分子以上になるように、両方を入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='grantapplication',
            constraint=models.CheckConstraint(condition=models.Q(('decided_on', None), models.Q(('applied_on__isnull', False), ('decided_on__gte', models.F('applied_on'))), _connector='OR'), name='programs_grantapplication_forward'),
        ),
        migrations.AddConstraint(
            model_name='jointresearch',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), models.Q(('ends_on__gte', models.F('starts_on')), ('starts_on__isnull', False)), _connector='OR'), name='programs_jointresearch_forward'),
        ),
        migrations.AddConstraint(
            model_name='jointresearch',
            constraint=models.CheckConstraint(condition=models.Q(('signed_month', None), ('signed_year__isnull', False), _connector='OR'), name='programs_jointresearch_signed'),
        ),
        migrations.AddConstraint(
            model_name='organizationname',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from', None), ('valid_until', None), ('valid_until__gt', models.F('valid_from')), _connector='OR'), name='programs_organizationname_validity'),
        ),
        migrations.AddConstraint(
            model_name='tenant',
            constraint=models.CheckConstraint(condition=models.Q(('moved_out', None), models.Q(('moved_in__isnull', False), ('moved_out__gt', models.F('moved_in'))), _connector='OR'), name='programs_tenant_forward'),
        ),
    ]
