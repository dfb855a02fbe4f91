from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0002_sources_and_sort_keys'),
        ('outreach', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='metric',
            name='bears_month',
            field=models.BooleanField(default=True, verbose_name='年度途中の値に月を付ける'),
        ),
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('symposium', 'シンポジウム'), ('lecture', '市民公開講座'), ('seminar', '学術セミナー'), ('visit', '視察・見学'), ('hands_on', '体験型イベント'), ('fair', '区民祭・フェア'), ('class', '講義・出前授業'), ('creation', '考案・制作')], max_length=10, verbose_name='種別'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('held_on', None), ('month__isnull', False), _connector='OR'), name='outreach_event_day_has_month'),
        ),
    ]
