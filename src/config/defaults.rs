//! What a hub has that lists nothing of its own: id, English, Chinese.

pub(super) const EVENT_TYPES: &[(&str, &str, &str)] = &[
    ("salon", "Salon", "沙龙"),
    ("meetup", "Meetup", "聚会"),
    ("lecture", "Lecture", "讲座"),
    ("workshop", "Workshop", "工作坊"),
    ("pitch-night", "Pitch night", "路演之夜"),
    ("demo-day", "Demo day", "演示日"),
    ("contest", "Contest", "比赛"),
    ("hackathon", "Hackathon", "黑客松"),
    ("conference", "Conference", "大会"),
    ("panel", "Panel", "圆桌讨论"),
    ("course", "Course", "课程"),
    ("study-group", "Study group", "学习小组"),
    ("office-hours", "Office hours", "答疑时间"),
    ("dinner", "Dinner", "聚餐"),
    ("excursion", "Excursion", "参访"),
    ("exhibition", "Exhibition", "展览"),
    ("online-talk", "Online talk", "线上分享"),
    ("assembly", "Assembly", "会员大会"),
    ("party", "Party", "派对"),
    ("other", "Other", "其他"),
];

pub(super) const CATEGORIES: &[(&str, &str, &str)] = &[
    ("funding", "Funding", "资金"),
    ("talent", "Talent", "人才"),
    ("technology", "Technology", "技术"),
    ("tools", "Tools", "工具"),
    ("space", "Space", "场地"),
    ("mentors", "Mentors", "导师"),
    ("market", "Market", "市场"),
    ("partners", "Partners", "伙伴"),
    ("learning", "Learning", "学习"),
    ("jobs", "Jobs", "职位"),
    ("other", "Other", "其他"),
];

pub(super) const ROLES: &[(&str, &str, &str)] = &[
    ("lead", "Lead", "负责人"),
    ("organiser", "Organiser", "组织者"),
    ("mentor", "Mentor", "导师"),
    ("member", "Member", "成员"),
];
