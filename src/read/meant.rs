//! Names of fields that somebody made up: which declared field each of them probably stands for.

use super::fields::Field;
use crate::diagnostic::nearest;

/// The declared field that an unknown name probably stands for, and whether the two are the same but for case and hyphens.
pub fn meant(name: &str, declared: &[Field]) -> Option<(&'static str, bool)> {
    let bare = |name: &str| name.to_lowercase().replace(['-', '_', ' '], "");
    if let Some(field) = declared.iter().find(|field| bare(field.name) == bare(name)) {
        return Some((field.name, true));
    }
    let known = |wanted: &str| declared.iter().find(|field| field.name == wanted).map(|field| field.name);
    if let Some(name) = translations(name).iter().find_map(|wanted| known(wanted)) {
        return Some((name, true));
    }
    let lower = name.to_lowercase();
    let synonym = SYNONYMS.iter().filter(|(other, _)| *other == lower).find_map(|(_, meant)| known(meant));
    let near = || nearest(name, declared.iter().map(|field| field.name)).and_then(known);
    synonym.or_else(near).map(|name| (name, false))
}

/// Whether a name is another word for one of the declared fields.
pub(super) fn is_synonym(name: &str, declared: &[Field]) -> bool {
    let lower = name.to_lowercase();
    SYNONYMS.iter().any(|(other, meant)| *other == lower && declared.iter().any(|field| field.name == *meant))
}

/// What fields are called that somebody names in Chinese: the likeliest first. Empty where the word is not known.
pub(super) fn translations(name: &str) -> &'static [&'static str] {
    CHINESE.iter().find(|(words, _)| words.contains(&name)).map_or(&[], |(_, names)| names)
}

/// What people write first, and what the field is called.
const SYNONYMS: &[(&str, &str)] = &[
    ("about", "bio"),
    ("abstract", "summary"),
    ("attendees", "attended"),
    ("author", "authors"),
    ("begin", "start"),
    ("categories", "category"),
    ("categories", "tags"),
    ("cost", "price"),
    ("cover", "image"),
    ("date", "at"),
    ("date", "start"),
    ("day", "at"),
    ("day", "start"),
    ("excerpt", "summary"),
    ("finish", "end"),
    ("freq", "every"),
    ("frequency", "every"),
    ("homepage", "url"),
    ("href", "url"),
    ("keywords", "tags"),
    ("lastmod", "updated"),
    ("leaders", "leads"),
    ("link", "url"),
    ("mail", "email"),
    ("modified", "updated"),
    ("name", "title"),
    ("owner", "owners"),
    ("permalink", "slug"),
    ("photo", "avatar"),
    ("picture", "image"),
    ("place", "location"),
    ("price", "cost"),
    ("published", "date"),
    ("rsvp", "registration"),
    ("seats", "capacity"),
    ("signup", "registration"),
    ("starts", "start"),
    ("tickets", "registration"),
    ("time", "start"),
    ("title", "name"),
    ("tz", "timezone"),
    ("venue", "location"),
    ("web", "url"),
    ("website", "url"),
    ("weight", "order"),
    ("when", "at"),
    ("when", "start"),
    ("where", "location"),
];

/// What readers of Chinese call the fields, in both scripts.
const CHINESE: &[(&[&str], &[&str])] = &[
    (&["标题", "標題", "题目", "主题"], &["title", "name"]),
    (&["姓名", "名字", "名称", "名稱"], &["name", "title"]),
    (&["开始", "开始时间", "開始", "開始時間", "时间", "時間"], &["start", "at"]),
    (&["结束", "结束时间", "結束", "結束時間"], &["end"]),
    (&["日期"], &["date", "start"]),
    (&["时长", "時長"], &["duration"]),
    (&["时区", "時區"], &["timezone"]),
    (&["地点", "地點", "场地"], &["location"]),
    (&["地址"], &["address", "location"]),
    (&["线上", "在线"], &["online"]),
    (&["摘要", "概要"], &["summary"]),
    (&["简介", "簡介"], &["summary", "bio", "description"]),
    (&["描述", "说明", "說明", "介绍", "内容"], &["description", "summary", "bio"]),
    (&["标签", "標籤"], &["tags"]),
    (&["分类", "分類", "类别"], &["category", "tags"]),
    (&["主持", "主持人", "主办", "组织者"], &["hosts"]),
    (&["讲者", "嘉宾", "講者", "嘉賓", "演讲者"], &["speakers"]),
    (&["作者"], &["authors"]),
    (&["类型", "類型"], &["type"]),
    (&["状态", "狀態"], &["status"]),
    (&["报名", "报名链接", "報名"], &["registration"]),
    (&["费用", "价格", "費用", "價格", "票价"], &["price", "cost"]),
    (&["人数", "名额", "人數"], &["capacity"]),
    (&["重复", "重複"], &["repeat"]),
    (&["每"], &["every"]),
    (&["小组", "群组"], &["groups"]),
    (&["成员", "成員"], &["members"]),
    (&["图片", "封面", "圖片"], &["image"]),
    (&["头像", "頭像"], &["avatar"]),
    (&["邮箱", "邮件", "電郵"], &["email"]),
    (&["网址", "链接", "網址", "連結"], &["url"]),
    (&["更新", "更新时间"], &["updated"]),
    (&["草稿"], &["draft"]),
    (&["语言", "語言"], &["language", "languages"]),
];
