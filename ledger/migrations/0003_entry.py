# Each table in one step: on SQLite every later change would copy it.
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('ledger', '0002_sources_and_sort_keys'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='sheet',
            options={'ordering': ['dataset', 'fiscal_year', 'as_of', 'basis'], 'verbose_name': '年度報告', 'verbose_name_plural': '年度報告'},
        ),
        migrations.AddField(
            model_name='item',
            name='maximum',
            field=models.DecimalField(blank=True, decimal_places=3, max_digits=15, null=True, verbose_name='上限'),
        ),
        migrations.AddField(
            model_name='item',
            name='minimum',
            field=models.DecimalField(blank=True, decimal_places=3, max_digits=15, null=True, verbose_name='下限'),
        ),
        migrations.AddField(
            model_name='revision',
            name='started_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='作成日時'),
        ),
        migrations.AddField(
            model_name='revision',
            name='started_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='作成者'),
        ),
        migrations.AddConstraint(
            model_name='item',
            constraint=models.CheckConstraint(condition=models.Q(('minimum', None), ('maximum', None), ('minimum__lte', models.F('maximum')), _connector='OR'), name='ledger_item_bounds_run_up'),
        ),
        migrations.CreateModel(
            name='Cell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=160, verbose_name='欄')),
                ('typed', models.CharField(blank=True, max_length=200, verbose_name='入力した文字')),
                ('reason', models.TextField(blank=True, verbose_name='理由')),
                ('cause', models.TextField(blank=True, verbose_name='要因')),
                ('response', models.TextField(blank=True, verbose_name='今後の対応')),
                ('note', models.CharField(blank=True, max_length=400, verbose_name='注記')),
                ('said_of', models.CharField(blank=True, max_length=60, verbose_name='理由・説明の対象の値')),
                ('updated_at', models.DateTimeField(verbose_name='入力日時')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.item', verbose_name='項目')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cells', to='ledger.revision', verbose_name='版')),
                ('updated_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='入力者')),
            ],
            options={
                'verbose_name': '入力欄',
                'verbose_name_plural': '入力欄',
                'constraints': [models.UniqueConstraint(fields=('revision', 'key'), name='ledger_cell_once')],
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cell', models.CharField(blank=True, max_length=160, verbose_name='欄')),
                ('text', models.TextField(verbose_name='内容')),
                ('at', models.DateTimeField(verbose_name='投稿日時')),
                ('resolved_at', models.DateTimeField(blank=True, null=True, verbose_name='解決日時')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='投稿者')),
                ('resolved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='解決者')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='ledger.sheet', verbose_name='年度報告')),
            ],
            options={
                'verbose_name': 'コメント',
                'verbose_name_plural': 'コメント',
                'ordering': ['at', 'pk'],
                'indexes': [models.Index(fields=['sheet', 'cell'], name='ledger_comment_cell')],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='ledger_comment_says_something'), models.CheckConstraint(condition=models.Q(models.Q(('resolved_at', None), ('resolved_by', None)), models.Q(('resolved_at__isnull', False), ('resolved_by__isnull', False)), _connector='OR'), name='ledger_comment_resolved_by_someone')],
            },
        ),
        migrations.CreateModel(
            name='CrossCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lock_version', models.PositiveIntegerField(verbose_name='確認した版')),
                ('checked_at', models.DateTimeField(verbose_name='確認日時')),
                ('findings', models.JSONField(default=list, verbose_name='指摘')),
                ('revision', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='cross_check', to='ledger.revision', verbose_name='版')),
            ],
            options={
                'verbose_name': '他の表との照合',
                'verbose_name_plural': '他の表との照合',
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.SlugField(max_length=40, verbose_name='種類')),
                ('key', models.SlugField(max_length=80, verbose_name='対象')),
                ('content', models.JSONField(default=dict, verbose_name='内容')),
                ('updated_at', models.DateTimeField(verbose_name='更新日時')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='作成者')),
            ],
            options={
                'verbose_name': '作成途中の様式',
                'verbose_name_plural': '作成途中の様式',
                'constraints': [models.UniqueConstraint(fields=('kind', 'key'), name='ledger_draft_once')],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cell', models.CharField(blank=True, max_length=160, verbose_name='欄')),
                ('name', models.CharField(max_length=200, verbose_name='ファイル名')),
                ('sha256', models.CharField(max_length=64, verbose_name='ハッシュ値')),
                ('size', models.PositiveIntegerField(verbose_name='大きさ（バイト）')),
                ('content_type', models.CharField(max_length=100, verbose_name='形式')),
                ('note', models.CharField(blank=True, max_length=400, verbose_name='説明')),
                ('added_at', models.DateTimeField(verbose_name='添付日時')),
                ('removed_at', models.DateTimeField(blank=True, null=True, verbose_name='取下げ日時')),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='添付者')),
                ('removed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='取下げ者')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='ledger.sheet', verbose_name='年度報告')),
            ],
            options={
                'verbose_name': '根拠資料',
                'verbose_name_plural': '根拠資料',
                'ordering': ['added_at', 'pk'],
                'indexes': [models.Index(fields=['sheet', 'cell'], name='ledger_evidence_cell')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('removed_at', None), ('removed_by', None)), models.Q(('removed_at__isnull', False), ('removed_by__isnull', False)), _connector='OR'), name='ledger_evidence_removed_by_someone')],
            },
        ),
        migrations.CreateModel(
            name='Inquiry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='照会番号')),
                ('title', models.CharField(max_length=200, verbose_name='件名')),
                ('message', models.TextField(blank=True, verbose_name='照会文')),
                ('due_on', models.DateField(verbose_name='回答期限')),
                ('state', models.CharField(choices=[('open', '回答待ち'), ('answered', '回答済'), ('closed', '確認済'), ('withdrawn', '取下げ')], default='open', max_length=10, verbose_name='状態')),
                ('lock_version', models.PositiveIntegerField(default=1, editable=False)),
                ('sent_at', models.DateTimeField(verbose_name='照会日時')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='回答日時')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='完了日時')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='回答者')),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='完了者')),
                ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='照会者')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inquiries', to='ledger.sheet', verbose_name='年度報告')),
            ],
            options={
                'verbose_name': '照会',
                'verbose_name_plural': '照会',
                'ordering': ['due_on', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('sheet', 'number'), name='ledger_inquiry_number'), models.CheckConstraint(condition=models.Q(('state__in', ['open', 'answered', 'closed', 'withdrawn'])), name='ledger_inquiry_state'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'answered'), _negated=True), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='ledger_inquiry_answered_by_someone')],
            },
        ),
        migrations.CreateModel(
            name='InquiryLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(verbose_name='並び順')),
                ('key', models.CharField(max_length=160, verbose_name='欄')),
                ('typed', models.CharField(blank=True, max_length=200, verbose_name='入力した文字')),
                ('value', models.DecimalField(blank=True, decimal_places=3, max_digits=15, null=True, verbose_name='値')),
                ('missing', models.CharField(blank=True, choices=[('pending', '未確定'), ('not_applicable', '該当なし'), ('unknown', '不詳'), ('not_comparable', '比較不能'), ('withheld', '非公開')], max_length=16, verbose_name='値がない理由')),
                ('note', models.TextField(blank=True, verbose_name='回答の説明')),
                ('decision', models.CharField(blank=True, choices=[('taken', '採用'), ('kept', '不採用')], max_length=8, verbose_name='取扱い')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='取扱日時')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='取扱者')),
                ('inquiry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='ledger.inquiry', verbose_name='照会')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.item', verbose_name='項目')),
            ],
            options={
                'verbose_name': '照会項目',
                'verbose_name_plural': '照会項目',
                'ordering': ['inquiry', 'order'],
                'constraints': [models.UniqueConstraint(fields=('inquiry', 'key'), name='ledger_inquiryline_once'), models.CheckConstraint(condition=models.Q(('value', None), ('missing', ''), _connector='OR'), name='ledger_inquiryline_value_or_missing'), models.CheckConstraint(condition=models.Q(('missing', ''), ('missing__in', ['pending', 'not_applicable', 'unknown', 'not_comparable', 'withheld']), _connector='OR'), name='ledger_inquiryline_missing'), models.CheckConstraint(condition=models.Q(('decision', ''), ('decision__in', ['taken', 'kept']), _connector='OR'), name='ledger_inquiryline_decision')],
            },
        ),
        migrations.CreateModel(
            name='YearBook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fiscal_year', models.PositiveSmallIntegerField(unique=True, verbose_name='年度')),
                ('opened_at', models.DateTimeField(verbose_name='開始日時')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='締切日時')),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='締切者')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='開始者')),
            ],
            options={
                'verbose_name': '年度の開始と締切',
                'verbose_name_plural': '年度の開始と締切',
                'ordering': ['-fiscal_year'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('closed_by', None)), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False)), _connector='OR'), name='ledger_yearbook_closed_by_someone')],
            },
        ),
        migrations.CreateModel(
            name='LockException',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dataset', models.SlugField(max_length=40, verbose_name='データ区分')),
                ('reason', models.TextField(verbose_name='理由')),
                ('granted_at', models.DateTimeField(verbose_name='承認日時')),
                ('valid_until', models.DateField(verbose_name='有効終了日（この日を含まない）')),
                ('granted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='承認者')),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exceptions', to='ledger.yearbook', verbose_name='年度')),
            ],
            options={
                'verbose_name': '締切後の訂正の承認',
                'verbose_name_plural': '締切後の訂正の承認',
                'ordering': ['-granted_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='ledger_lockexception_reason')],
            },
        ),
    ]
