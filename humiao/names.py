"""What operators and managers read for the words of the field: levels, topics, acts, senders and sources in Chinese."""

from __future__ import annotations

from humiao.assessment import Source
from humiao.vocabulary import Act, RiskLevel, Sender, Topic

LEVELS = {
    RiskLevel.RED: "红 · 紧急",
    RiskLevel.YELLOW: "黄 · 尽快",
    RiskLevel.BLUE: "蓝 · 关注",
    RiskLevel.NONE: "无 · 一般",
}

TOPICS = {
    Topic.SUICIDE_CRISIS: "自杀危机",
    Topic.SELF_HARM: "自伤",
    Topic.MENTAL_DISTRESS: "情绪困扰",
    Topic.VIOLENCE_IN_PROGRESS: "正在发生的人身危险",
    Topic.THREAT_TO_OTHERS: "扬言伤人",
    Topic.PHYSICAL_BULLYING: "肢体欺凌",
    Topic.VERBAL_RELATIONAL_BULLYING: "言语与关系欺凌",
    Topic.PROPERTY_EXTORTION: "财物勒索",
    Topic.CYBERBULLYING: "网络欺凌",
    Topic.DOXXING_DEEPFAKE: "开盒·换脸",
    Topic.BULLY_OR_BYSTANDER: "欺凌者·旁观者",
    Topic.SCHOOL_MISHANDLING: "学校不处理",
    Topic.SEXUAL_ASSAULT: "性侵害",
    Topic.SEXUAL_HARASSMENT: "性骚扰",
    Topic.ONLINE_SEXUAL_EXPLOITATION: "隔空猥亵",
    Topic.SEXTORTION: "裸聊敲诈",
    Topic.COMMERCIAL_EXPLOITATION: "有偿陪侍·性剥削",
    Topic.PREGNANCY_RELATIONSHIP: "早孕·恋爱",
    Topic.DOMESTIC_VIOLENCE: "家庭暴力",
    Topic.EMOTIONAL_ABUSE_WITNESS: "精神虐待·目睹家暴",
    Topic.NEGLECT_ABANDONMENT: "忽视·遗弃",
    Topic.GUARDIANSHIP_PLACEMENT: "监护缺失",
    Topic.LEFT_BEHIND_CARE: "留守照护",
    Topic.RUNAWAY: "离家出走",
    Topic.MISSING_TRAFFICKING: "失踪·拐卖",
    Topic.CUSTODY_SUPPORT_VISIT: "抚养·探望",
    Topic.PARENT_CHILD_CONFLICT: "亲子冲突",
    Topic.TEACHER_MISCONDUCT: "体罚·师德",
    Topic.SCHOOL_RIGHTS: "学籍·收费·处分",
    Topic.DROPOUT: "辍学",
    Topic.SCHOOL_INJURY: "校园伤害",
    Topic.MINOR_OFFENDER: "未成年人违法",
    Topic.RECORD_REINTEGRATION: "记录封存·专门教育",
    Topic.NET_ADDICTION_CAMP: "网瘾·戒网机构",
    Topic.GAME_LIVESTREAM_REFUND: "充值打赏退款",
    Topic.FRAUD_OR_MULE: "诈骗·帮信",
    Topic.CHILD_LABOUR: "童工·实习",
    Topic.PROHIBITED_GOODS_PLACES: "烟酒·禁入场所",
    Topic.DRUGS: "毒品",
    Topic.LEGAL_AID: "法律援助",
    Topic.REPORTING_PROCEDURE: "报警·强制报告",
    Topic.PRIVACY_DATA: "隐私·个人信息",
    Topic.POVERTY_RELIEF: "生活困难",
    Topic.REGISTRATION_ADOPTION: "户口·收养·姓名",
    Topic.TRAFFIC: "交通安全",
    Topic.PROPERTY_INHERITANCE: "财产·继承",
    Topic.LEGAL_EDUCATION: "普法知识",
    Topic.SERVICE_INFO: "服务信息",
}

ACTS = {
    Act.GREET: "问候",
    Act.THANKS: "道谢",
    Act.GOODBYE: "告别",
    Act.ASK_BOT: "询问助手",
    Act.ASK_HUMAN: "要求人工",
    Act.ASK_PROGRESS: "查询进度",
    Act.DELETE_DATA: "要求删除",
    Act.AFFIRM: "肯定",
    Act.DENY: "否定",
    Act.OUT_OF_SCOPE: "无关内容",
}

SENDERS = {
    Sender.CHILD: "孩子本人",
    Sender.PARENT: "家长",
    Sender.RELATIVE: "亲属",
    Sender.PEER: "同学朋友",
    Sender.TEACHER: "老师",
    Sender.NEIGHBOUR: "邻居",
    Sender.STAFF: "工作人员",
    Sender.OTHER: "其他人",
}

SOURCES = {
    Source.RULE: "安全规则",
    Source.CLASSIFIER: "分类模型",
    Source.FLOOR: "主题底线",
    Source.CONTEXT: "上下文",
    Source.HUMAN: "人工",
}


def topic(value: str) -> str:
    """The Chinese name of a stored topic; a topic of a later version shows its own id."""
    return _BY_VALUE.get(value, value)


_BY_VALUE = {str(word): shown for word, shown in TOPICS.items()}
