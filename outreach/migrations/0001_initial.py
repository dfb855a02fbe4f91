import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('ledger', '0002_sources_and_sort_keys'),
        ('programs', '0002_organizations_agreements_governance'),
    ]

    operations = [
        migrations.CreateModel(
            name='Total',
            fields=[
            ],
            options={
                'verbose_name': '広報ほか実績値',
                'verbose_name_plural': '広報ほか実績値',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('ledger.value',),
        ),
        migrations.CreateModel(
            name='Activity',
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
                ('field', models.CharField(choices=[('ip', '知財管理'), ('commercial', '事業化支援'), ('publicity', '業界関係者や市民への広報活動')], max_length=10, verbose_name='区分')),
                ('mark', models.CharField(blank=True, max_length=8, verbose_name='項番')),
                ('order', models.PositiveSmallIntegerField(unique=True, verbose_name='並び順')),
                ('grade', models.CharField(blank=True, max_length=60, verbose_name='学年・学科')),
                ('contents', models.CharField(blank=True, max_length=200, verbose_name='内容')),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.sourcedocument', verbose_name='出典資料')),
                ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.item', verbose_name='台帳の項目')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='outreach.activity', verbose_name='上位の取組')),
                ('school', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='activities', to='programs.organization', verbose_name='学校')),
            ],
            options={
                'verbose_name': '広報・人材育成の取組',
                'verbose_name_plural': '広報・人材育成の取組',
                'ordering': ['order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Event',
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
                ('kind', models.CharField(choices=[('symposium', 'シンポジウム'), ('lecture', '市民公開講座'), ('seminar', '学術セミナー'), ('visit', '視察・見学'), ('hands_on', '体験型イベント'), ('fair', '区民祭・フェア'), ('class', '講義・出前授業')], max_length=10, verbose_name='種別')),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='年（西暦）')),
                ('month', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(12)], verbose_name='月')),
                ('held_on', models.DateField(blank=True, null=True, verbose_name='開催日')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='場所')),
                ('note', models.CharField(blank=True, max_length=400, verbose_name='説明')),
                ('participants', models.PositiveIntegerField(blank=True, null=True, verbose_name='参加者数')),
                ('activity', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='outreach.activity', verbose_name='取組')),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.sourcedocument', verbose_name='出典資料')),
            ],
            options={
                'verbose_name': '催し',
                'verbose_name_plural': '催し',
                'ordering': [models.OrderBy(models.F('year'), descending=True, nulls_last=True), models.OrderBy(models.F('month'), descending=True, nulls_last=True), 'code'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MediaItem',
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
                ('kind', models.CharField(choices=[('press', '新聞・雑誌'), ('broadcast', '放送'), ('web', 'ウェブ'), ('paper', '論文・著作'), ('release', 'プレスリリース')], max_length=10, verbose_name='種別')),
                ('outlet', models.CharField(max_length=100, verbose_name='媒体')),
                ('published_on', models.DateField(verbose_name='掲載日')),
                ('url', models.URLField(blank=True, verbose_name='URL')),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.sourcedocument', verbose_name='出典資料')),
                ('event', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='media', to='outreach.event', verbose_name='催し')),
            ],
            options={
                'verbose_name': 'メディア掲載・論文',
                'verbose_name_plural': 'メディア掲載・論文',
                'ordering': ['-published_on', 'code'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Metric',
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
                ('field', models.CharField(choices=[('ip', '知財管理'), ('commercial', '事業化支援'), ('publicity', '業界関係者や市民への広報活動')], max_length=10, verbose_name='区分')),
                ('mark', models.CharField(blank=True, max_length=8, verbose_name='項番')),
                ('order', models.PositiveSmallIntegerField(unique=True, verbose_name='並び順')),
                ('is_open_list', models.BooleanField(default=False, verbose_name='一覧に「など」が付く')),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.sourcedocument', verbose_name='出典資料')),
                ('item', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='metric', to='ledger.item', verbose_name='台帳の項目')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='outreach.metric', verbose_name='上位の実績')),
            ],
            options={
                'verbose_name': '実績の項目',
                'verbose_name_plural': '実績の項目',
                'ordering': ['order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Listed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('section', models.CharField(blank=True, max_length=60, verbose_name='出典箇所')),
                ('order', models.PositiveSmallIntegerField(verbose_name='並び順')),
                ('name', models.CharField(max_length=100, verbose_name='名称')),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.sourcedocument', verbose_name='出典資料')),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.organization', verbose_name='団体')),
                ('metric', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='listed', to='outreach.metric', verbose_name='実績の項目')),
            ],
            options={
                'verbose_name': '列挙された名称',
                'verbose_name_plural': '列挙された名称',
                'ordering': ['metric', 'order'],
            },
        ),
        migrations.AddField(
            model_name='event',
            name='metric',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='outreach.metric', verbose_name='実績の項目'),
        ),
        migrations.AddConstraint(
            model_name='activity',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from', None), ('valid_until', None), ('valid_until__gt', models.F('valid_from')), _connector='OR'), name='outreach_activity_validity', violation_error_message='有効終了日は、有効開始日より後の日付にしてください。'),
        ),
        migrations.AddConstraint(
            model_name='mediaitem',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from', None), ('valid_until', None), ('valid_until__gt', models.F('valid_from')), _connector='OR'), name='outreach_mediaitem_validity', violation_error_message='有効終了日は、有効開始日より後の日付にしてください。'),
        ),
        migrations.AddConstraint(
            model_name='metric',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from', None), ('valid_until', None), ('valid_until__gt', models.F('valid_from')), _connector='OR'), name='outreach_metric_validity', violation_error_message='有効終了日は、有効開始日より後の日付にしてください。'),
        ),
        migrations.AddConstraint(
            model_name='listed',
            constraint=models.UniqueConstraint(fields=('metric', 'order'), name='outreach_listed_order'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['kind', 'held_on'], name='outreach_event_kind_day'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from', None), ('valid_until', None), ('valid_until__gt', models.F('valid_from')), _connector='OR'), name='outreach_event_validity', violation_error_message='有効終了日は、有効開始日より後の日付にしてください。'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('month', None), models.Q(('month__range', (1, 12)), ('year__isnull', False)), _connector='OR'), name='outreach_event_month'),
        ),
    ]
