
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0002_sources_and_sort_keys'),
        ('programs', '0002_organizations_agreements_governance'),
    ]

    operations = [
        migrations.CreateModel(
            name='ProgramOutline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('section', models.CharField(blank=True, max_length=60, verbose_name='出典箇所')),
                ('order', models.PositiveSmallIntegerField(verbose_name='並び順')),
                ('heading', models.CharField(max_length=100, verbose_name='見出し')),
                ('lines', models.TextField(verbose_name='項目（1行に1項目）')),
                ('is_open_list', models.BooleanField(default=False, verbose_name='一覧に「など」が付く')),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.sourcedocument', verbose_name='出典資料')),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outlines', to='programs.fundingprogram', verbose_name='事業')),
            ],
            options={
                'verbose_name': '事業の概要',
                'verbose_name_plural': '事業の概要',
                'ordering': ['program', 'order'],
                'constraints': [models.UniqueConstraint(fields=('program', 'order'), name='programs_programoutline_order')],
            },
        ),
    ]
