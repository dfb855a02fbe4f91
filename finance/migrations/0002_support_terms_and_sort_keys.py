import django.db.models.deletion
from django.db import migrations, models

from iconm.lib.migration_sort_keys import fill_sort_keys



class Migration(migrations.Migration):

    dependencies = [
        ('finance', '0001_initial'),
        ('ledger', '0002_sources_and_sort_keys'),
        ('programs', '0002_organizations_agreements_governance'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='supportscheme',
            options={'ordering': ['order', 'first_year', 'code'], 'verbose_name': '市の支援', 'verbose_name_plural': '市の支援'},
        ),
        migrations.AddField(
            model_name='account',
            name='carried_from',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='carried_to', to='finance.account', verbose_name='前年度から繰り越す科目'),
        ),
        migrations.AddField(
            model_name='account',
            name='sort_key',
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=400),
        ),
        migrations.AddField(
            model_name='contributionpolicy',
            name='document',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.sourcedocument', verbose_name='出典資料'),
        ),
        migrations.AddField(
            model_name='contributionpolicy',
            name='section',
            field=models.CharField(blank=True, max_length=60, verbose_name='出典箇所'),
        ),
        migrations.AddField(
            model_name='contributionpolicy',
            name='sort_key',
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=400),
        ),
        migrations.AddField(
            model_name='contributionpolicy',
            name='terms',
            field=models.TextField(blank=True, verbose_name='考え方'),
        ),
        migrations.AddField(
            model_name='researchsource',
            name='sort_key',
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=400),
        ),
        migrations.AddField(
            model_name='supportscheme',
            name='document',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.sourcedocument', verbose_name='出典資料'),
        ),
        migrations.AddField(
            model_name='supportscheme',
            name='mark',
            field=models.CharField(blank=True, max_length=8, verbose_name='項番'),
        ),
        migrations.AddField(
            model_name='supportscheme',
            name='order',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='並び順'),
        ),
        migrations.AddField(
            model_name='supportscheme',
            name='program',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.fundingprogram', verbose_name='事業'),
        ),
        migrations.AddField(
            model_name='supportscheme',
            name='purpose',
            field=models.TextField(blank=True, verbose_name='支援の内容'),
        ),
        migrations.AddField(
            model_name='supportscheme',
            name='result',
            field=models.TextField(blank=True, verbose_name='取組結果'),
        ),
        migrations.AddField(
            model_name='supportscheme',
            name='section',
            field=models.CharField(blank=True, max_length=60, verbose_name='出典箇所'),
        ),
        migrations.AddField(
            model_name='supportscheme',
            name='sort_key',
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=400),
        ),
        migrations.RunPython(fill_sort_keys("finance.Account", "finance.ContributionPolicy", "finance.ResearchSource", "finance.SupportScheme"), migrations.RunPython.noop),
    ]
