import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0002_sources_and_sort_keys'),
        ('programs', '0003_program_outlines'),
        ('ventures', '0001_initial'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='licence',
            name='ventures_licence_forward',
        ),
        migrations.RemoveConstraint(
            model_name='membership',
            name='ventures_membership_forward',
        ),
        migrations.RemoveConstraint(
            model_name='patent',
            name='ventures_patent_forward',
        ),
        migrations.RemoveConstraint(
            model_name='trial',
            name='ventures_trial_forward',
        ),
        migrations.AddField(
            model_name='consortium',
            name='efforts',
            field=models.CharField(blank=True, max_length=200, verbose_name='取組'),
        ),
        migrations.AddField(
            model_name='consortium',
            name='from_sites',
            field=models.CharField(blank=True, max_length=200, verbose_name='看護の現場から'),
        ),
        migrations.AddField(
            model_name='consortium',
            name='to_sites',
            field=models.CharField(blank=True, max_length=200, verbose_name='看護の現場へ'),
        ),
        migrations.AddField(
            model_name='consortiumactivity',
            name='document',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.sourcedocument', verbose_name='出典資料'),
        ),
        migrations.AddField(
            model_name='consortiumactivity',
            name='section',
            field=models.CharField(blank=True, max_length=60, verbose_name='出典箇所'),
        ),
        migrations.AddConstraint(
            model_name='licence',
            constraint=models.CheckConstraint(condition=models.Q(('ended_on', None), models.Q(('ended_on__gt', models.F('signed_on')), ('signed_on__isnull', False)), _connector='OR'), name='ventures_licence_forward', violation_error_message='終了日は、契約日を入力したうえで、契約日より後の日付にしてください。'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('left_on', None), models.Q(('joined_on__isnull', False), ('left_on__gt', models.F('joined_on'))), _connector='OR'), name='ventures_membership_forward', violation_error_message='退会日は、入会日を入力したうえで、入会日より後の日付にしてください。'),
        ),
        migrations.AddConstraint(
            model_name='patent',
            constraint=models.CheckConstraint(condition=models.Q(('granted_on', None), models.Q(('applied_on__isnull', False), ('granted_on__gte', models.F('applied_on'))), _connector='OR'), name='ventures_patent_forward', violation_error_message='登録日は、出願日を入力したうえで、出願日以後の日付にしてください。'),
        ),
        migrations.AddConstraint(
            model_name='trial',
            constraint=models.CheckConstraint(condition=models.Q(('ended_on', None), models.Q(('ended_on__gte', models.F('started_on')), ('started_on__isnull', False)), _connector='OR'), name='ventures_trial_forward', violation_error_message='終了日は、開始日を入力したうえで、開始日以後の日付にしてください。'),
        ),
        migrations.AddConstraint(
            model_name='venture',
            constraint=models.CheckConstraint(condition=models.Q(('ended_on', None), ('status__in', ['dissolved', 'exited']), _connector='OR'), name='ventures_venture_end_is_stated', violation_error_message='解散・売却日は、状態を「解散」または「売却・上場」とした場合に限り入力できます。'),
        ),
    ]
