import django.db.models.deletion
from django.db import migrations, models

from iconm.lib.migration_sort_keys import fill_sort_keys



class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='item',
            name='dimension',
            field=models.CharField(blank=True, max_length=40, verbose_name='内訳の観点'),
        ),
        migrations.AddField(
            model_name='item',
            name='sort_key',
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=400),
        ),
        migrations.AddField(
            model_name='sourcedocument',
            name='sort_key',
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=400),
        ),
        migrations.CreateModel(
            name='Mention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('section', models.CharField(blank=True, max_length=60, verbose_name='出典箇所')),
                ('subject', models.CharField(db_index=True, help_text='例：programs.organization:kawasaki-city', max_length=160, verbose_name='対象')),
                ('aspect', models.SlugField(default='name', max_length=40, verbose_name='観点')),
                ('printed', models.CharField(max_length=400, verbose_name='資料の表記')),
                ('is_in_force', models.BooleanField(default=False, verbose_name='現在の表記')),
                ('note', models.CharField(blank=True, max_length=400, verbose_name='説明')),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.sourcedocument', verbose_name='出典資料')),
            ],
            options={
                'verbose_name': '資料の表記',
                'verbose_name_plural': '資料の表記',
                'ordering': ['subject', 'aspect', 'document__dated_on', 'section'],
                'constraints': [models.UniqueConstraint(fields=('subject', 'aspect', 'document', 'section', 'printed'), name='ledger_mention_once'), models.UniqueConstraint(condition=models.Q(('is_in_force', True)), fields=('subject', 'aspect'), name='ledger_mention_one_in_force', violation_error_message='現在の表記は、対象と観点ごとに一つだけです。'), models.CheckConstraint(condition=models.Q(('document__isnull', False)), name='ledger_mention_has_document')],
            },
        ),
        migrations.RunPython(fill_sort_keys("ledger.Item", "ledger.SourceDocument"), migrations.RunPython.noop),
    ]
