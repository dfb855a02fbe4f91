from django.db import migrations, models

from iconm.lib.migration_sort_keys import fill_sort_keys



class Migration(migrations.Migration):

    dependencies = [
        ('reporting', '0001_initial'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='block',
            name='reporting_block_table_is_named',
        ),
        migrations.AddField(
            model_name='reporttemplate',
            name='money_unit',
            field=models.CharField(blank=True, choices=[('円', '円'), ('千円', '千円'), ('万円', '万円'), ('百万円', '百万円'), ('億円', '億円')], max_length=4, verbose_name='金額の表示単位'),
        ),
        migrations.AddField(
            model_name='reporttemplate',
            name='rounding',
            field=models.CharField(choices=[('half_up', '四捨五入'), ('truncate', '切捨て')], default='half_up', max_length=10, verbose_name='端数処理'),
        ),
        migrations.AddField(
            model_name='reporttemplate',
            name='sort_key',
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=400),
        ),
        migrations.AlterField(
            model_name='block',
            name='kind',
            field=models.CharField(choices=[('heading', '見出し'), ('paragraph', '文章'), ('table', '表'), ('listing', '箇条書き')], max_length=10, verbose_name='種別'),
        ),
        migrations.AddConstraint(
            model_name='block',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('table', 'listing')), models.Q(('table', ''), _negated=True)), models.Q(models.Q(('kind__in', ('table', 'listing')), _negated=True), ('table', '')), _connector='OR'), name='reporting_block_table_is_named', violation_error_message='表と箇条書きのブロックには、表の名前を指定してください。'),
        ),
        migrations.RunPython(fill_sort_keys("reporting.ReportTemplate"), migrations.RunPython.noop),
    ]
