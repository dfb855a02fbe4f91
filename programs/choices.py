"""Words of the programmes app: stored code, Japanese label."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrganizationKind(TextChoices):
    MUNICIPALITY = "municipality", _("市")
    PREFECTURE = "prefecture", _("都道府県")
    MINISTRY = "ministry", _("国の機関")
    AGENCY = "agency", _("独立行政法人・国立研究開発法人")
    FOUNDATION = "foundation", _("財団・社団")
    UNIVERSITY = "university", _("大学")
    SCHOOL = "school", _("学校")
    INSTITUTE = "institute", _("研究機関")
    CARE = "care", _("医療・介護機関")
    COMPANY = "company", _("企業")
    BANK = "bank", _("金融機関")
    GROUP = "group", _("団体・まとまり")


class NameKind(TextChoices):
    """What another name of an organization is."""

    ALIAS = "alias", _("別名")
    FORMER = "former", _("旧称")
    SHORT = "short", _("略称")


class ProgramKind(TextChoices):
    SCHEME = "scheme", _("国の制度")
    PROJECT = "project", _("採択事業")
    LINE = "line", _("補助区分")
    LOCAL = "local", _("市・財団の事業")


class Relation(TextChoices):
    """Whose programme it is. One of the neighbourhood never enters iCONM's income."""

    OWN = "own", _("iCONMの事業")
    NEIGHBOURHOOD = "neighbourhood", _("キングスカイフロント関連")


class ItemRole(TextChoices):
    """What a figure says about a programme."""

    AWARD = "award", _("採択額")
    CEILING = "ceiling", _("上限額")
    BUDGET = "budget", _("予算")
    RECEIVED = "received", _("受入額")
    EXPENSE = "expense", _("支出")
    INDICATOR = "indicator", _("成果指標")
    COUNT = "count", _("数")


class ParticipationRole(TextChoices):
    FUNDER = "funder", _("所管・配分機関")
    LEAD = "lead", _("代表機関")
    PARTNER = "partner", _("参画機関")
    PROPOSER = "proposer", _("提案者")
    OPERATOR = "operator", _("実施機関")
    COLLABORATOR = "collaborator", _("連携先")
    CONTACT = "contact", _("問合せ先")


class AgreementKind(TextChoices):
    BASIC = "basic", _("基本協定")
    SUPPORT = "support", _("研究支援事業の協定")
    LEASE = "lease", _("使用貸借契約")
    MEMORANDUM = "memorandum", _("覚書（MoU）等")


class Series(TextChoices):
    """Which list a milestone belongs to."""

    HISTORY = "history", _("設立・経緯")
    CALL = "call", _("国の補助事業のスケジュール")
    PLAN = "plan", _("市のスケジュール")


class MonthPart(TextChoices):
    EARLY = "early", _("上旬")
    MIDDLE = "middle", _("中旬")
    LATE = "late", _("下旬")


class ConclusionKind(TextChoices):
    EVALUATION = "evaluation", _("評価検証")
    DECISION = "decision", _("決定")
    RESULT = "result", _("成果")


class CommitmentState(TextChoices):
    """How a promise stands on a day; derived, never stored."""

    OPEN = "open", _("期限前")
    YEARLY = "yearly", _("毎年度実施")
    EVALUATED = "evaluated", _("評価検証済み")
    DECIDED = "decided", _("決定済み")
    OVERDUE = "overdue", _("期限経過")
    ENDED = "ended", _("期間終了")


class LineKind(TextChoices):
    """What a line says of a business."""

    OVERVIEW = "overview", _("概要")
    ACTIVITY = "activity", _("事業概要")
    FUNDS = "funds", _("主な財源")


class FlowKind(TextChoices):
    """What goes from one party to another."""

    LAND = "land", _("土地")
    FLOOR = "floor", _("床")
    RENT = "rent", _("貸付料・賃料")
    SUBSIDY = "subsidy", _("補助金")
    LOAN = "loan", _("貸付金")
    PURCHASE = "purchase", _("土地取得費")
    CONTRIBUTION = "contribution", _("負担金")


class ApplicationResult(TextChoices):
    PENDING = "pending", _("審査中")
    ADOPTED = "adopted", _("採択")
    REJECTED = "rejected", _("不採択")
    WITHDRAWN = "withdrawn", _("取下げ")
