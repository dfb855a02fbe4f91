"""Words of the outreach app: stored code, Japanese label."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Field(TextChoices):
    """Under which heading of the achievements a metric stands."""

    IP = "ip", _("知財管理")
    COMMERCIAL = "commercial", _("事業化支援")
    PUBLICITY = "publicity", _("業界関係者や市民への広報活動")


class EventKind(TextChoices):
    SYMPOSIUM = "symposium", _("シンポジウム")
    LECTURE = "lecture", _("市民公開講座")
    SEMINAR = "seminar", _("学術セミナー")
    VISIT = "visit", _("視察・見学")
    HANDS_ON = "hands_on", _("体験型イベント")
    FAIR = "fair", _("区民祭・フェア")
    CLASS = "class", _("講義・出前授業")
    CREATION = "creation", _("考案・制作")


class MediaKind(TextChoices):
    PRESS = "press", _("新聞・雑誌")
    BROADCAST = "broadcast", _("放送")
    WEB = "web", _("ウェブ")
    PAPER = "paper", _("論文・著作")
    RELEASE = "release", _("プレスリリース")
