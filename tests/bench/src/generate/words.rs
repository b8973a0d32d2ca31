//! The vocabularies: a few hundred real words of each language, most common first.
//!
//! Owns lists and inflection, nothing that is random. English nouns and verbs are regular on purpose, so that plural,
//! past and -ing can be derived.

use std::sync::LazyLock;

/// The words of one language by their part in a sentence.
pub struct Vocabulary {
    /// Things; English ones are regular in the plural.
    pub nouns: Vec<&'static str>,
    /// What one does with them; English ones are regular.
    pub verbs: Vec<&'static str>,
    /// How they are.
    pub adjectives: Vec<&'static str>,
    /// How it is done.
    pub adverbs: Vec<&'static str>,
    /// Where.
    pub places: Vec<&'static str>,
    /// When.
    pub times: Vec<&'static str>,
}

/// English.
pub static ENGLISH: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary {
    nouns: list(
        "meeting community member project founder customer idea team event question product market talk group plan \
         problem workshop mentor investor developer designer speaker host volunteer visitor partner company budget \
         contract grant prototype feature release deadline invoice survey interview report table picture letter \
         newsletter message channel thread comment review handbook guide checklist template recipe lesson exercise \
         course school library garden kitchen office studio workshop room desk window door street bridge river \
         harbour market station city village neighbour district region country border ticket ladder engine tool \
         hammer printer camera screen keyboard server database query index cache queue worker cluster container \
         backup snapshot branch commit merge patch ticket bug error warning test suite pipeline script library \
         package module function method variable parameter pattern schema field record document article chapter \
         paragraph sentence word language translation alphabet glossary archive folder file image video recording \
         podcast episode slide note sketch drawing diagram chart number figure average margin price cost revenue \
         salary share loan account payment receipt donation sponsor prize award badge medal contest round jury \
         judge winner candidate applicant application vacancy role task duty habit ritual rule value principle \
         agreement decision vote proposal motion agenda minute calendar season winter summer holiday weekend \
         evening morning dinner lunch breakfast coffee teacher student graduate apprentice expert beginner \
         stranger friend colleague manager director owner tenant landlord lawyer doctor nurse driver pilot farmer \
         gardener baker artist writer editor reader translator journalist researcher engineer scientist experiment \
         result measure signal trend forecast risk chance threat obstacle conflict mistake failure lesson success \
         experience opinion argument promise reason answer hint example story network platform service interface \
         device sensor battery motor vehicle bicycle train ferry route map address parcel shipment supplier \
         warehouse factory machine material sample order catalogue shop brand campaign poster banner audience",
    ),
    verbs: list(
        "need help start offer plan use share ask answer explain open close test check measure compare collect \
         publish invite welcome support improve change move remove add join visit discuss review record translate \
         document organise prepare announce present host sponsor fund finish continue repeat follow watch learn \
         practise train coach mentor design sketch print paint repair replace restore clean sort store \
         archive label count estimate calculate predict expect notice mention describe define outline edit correct \
         approve reject accept decline cancel postpone delay schedule reserve order deliver ship import export \
         install configure deploy launch release update upgrade patch merge parse render compile cache index query \
         search filter match rank connect link attach embed copy paste save load sign register apply vote decide \
         negotiate agree promise encourage trust respect thank remember reward celebrate cook serve taste walk \
         climb travel carry gather",
    ),
    adjectives: list(
        "new small good open local simple useful public early late quiet busy clear common careful honest friendly \
         cheap expensive slow quick large short long warm cold bright dark heavy light strong weak young old modern \
         ancient rural urban central remote private shared joint separate regular rare weekly monthly yearly daily \
         annual recent current previous next final initial complete partial broken empty full clean dirty safe risky \
         stable fragile flexible strict formal casual personal social technical legal financial creative practical \
         theoretical visual digital analogue automatic manual global foreign native bilingual accessible hidden \
         visible popular unknown famous ordinary special generous patient curious brave calm gentle ambitious modest \
         sustainable renewable portable reusable optional mandatory temporary permanent reliable readable",
    ),
    adverbs: list(
        "often usually quickly slowly carefully quietly openly together again rarely always gladly easily early soon \
         honestly regularly twice directly gradually properly clearly roughly exactly nearly partly fully mostly \
         locally remotely abroad online offline everywhere nowhere otherwise instead already recently finally",
    ),
    places: phrases(
        "in the office|at the river|on the forge|in the library|near the harbour|in the old mill|on the third floor|\
         in the back room|at the school|in the garden|across the region|on the mailing list|in the chat|in the \
         handbook|at the station|in the studio|on the north bank|behind the market hall|in every chapter|at home",
    ),
    times: phrases(
        "last week|this spring|every Tuesday|since the summer|in the first quarter|after the meeting|before the \
         deadline|over the winter|in the morning|at the end of the month|two years ago|next season|during the \
         contest|within a day|by Friday|once a month|in three steps|after lunch|for half a year|on short notice",
    ),
});

/// Chinese.
pub static CHINESE: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary {
    nouns: list(
        "社区 成员 活动 项目 团队 问题 产品 用户 市场 创始人 想法 经验 分享 会议 计划 资源 导师 投资人 开发者 设计师 讲者 主持人 \
         志愿者 嘉宾 伙伴 公司 预算 合同 资金 原型 功能 版本 期限 发票 问卷 访谈 报告 表格 图片 邮件 通讯 消息 频道 话题 评论 手册 \
         指南 清单 模板 案例 课程 练习 学校 图书馆 花园 厨房 办公室 工作室 房间 桌子 窗户 街道 桥梁 河岸 港口 车站 城市 村庄 邻居 \
         地区 国家 边界 门票 引擎 工具 打印机 相机 屏幕 键盘 服务器 数据库 查询 索引 缓存 队列 集群 容器 备份 快照 分支 提交 补丁 \
         错误 警告 测试 流水线 脚本 软件包 模块 函数 方法 变量 参数 模式 字段 记录 文档 文章 章节 段落 句子 词语 语言 译文 字母 \
         术语 档案 文件夹 文件 视频 录音 播客 节目 幻灯片 笔记 草图 图表 数字 平均值 利润 价格 成本 收入 工资 股份 贷款 账户 付款 \
         收据 捐款 赞助商 奖品 奖项 徽章 比赛 评委 获胜者 候选人 申请 职位 角色 任务 责任 习惯 规则 价值观 原则 协议 决定 投票 \
         提案 议程 日历 季节 冬天 夏天 假期 周末 晚上 早晨 晚餐 午餐 咖啡 老师 学生 毕业生 学徒 专家 新人 朋友 同事 经理 房东 律师 \
         医生 司机 农民 面包师 艺术家 作者 编辑 读者 译者 记者 研究员 工程师 科学家 实验 结果 指标 信号 趋势 预测 风险 机会 威胁 \
         障碍 冲突 失误 失败 成功 意见 论点 承诺 理由 答案 提示 故事 网络 平台 服务 接口 设备 传感器 电池 自行车 渡轮 路线 地图 \
         地址 包裹 供应商 仓库 工厂 机器 材料 样品 订单 目录 商店 品牌 海报 观众",
    ),
    verbs: list(
        "需要 帮助 开始 提供 计划 使用 分享 询问 回答 解释 打开 关闭 测试 检查 衡量 比较 收集 发布 邀请 欢迎 支持 改进 改变 移动 \
         删除 增加 加入 访问 讨论 评审 记录 翻译 整理 组织 准备 宣布 展示 主办 赞助 资助 完成 继续 重复 跟进 观察 学习 练习 训练 \
         辅导 设计 绘制 打印 修理 替换 恢复 清理 保存 归档 标记 统计 估计 计算 预测 期待 注意 提到 描述 定义 概括 修改 纠正 批准 \
         拒绝 接受 取消 推迟 安排 预订 交付 导入 导出 安装 配置 部署 启动 更新 升级 合并 解析 渲染 编译 搜索 筛选 匹配 排序 连接 \
         嵌入 复制 加载 签署 登记 投票 决定 协商 同意 承诺 鼓励 信任 尊重 感谢 记住 奖励 庆祝 品尝 攀登 携带 聚集",
    ),
    adjectives: list(
        "新 小 好 开放 本地 简单 有用 公开 清楚 常见 认真 诚实 友好 便宜 昂贵 缓慢 快速 庞大 简短 温暖 寒冷 明亮 沉重 轻便 强大 \
         薄弱 年轻 古老 现代 乡村 城市 偏远 私人 共享 独立 定期 罕见 最近 当前 完整 破损 空闲 干净 安全 稳定 脆弱 灵活 严格 正式 \
         随意 个人 技术 法律 财务 创意 实用 直观 数字 自动 手动 全球 双语 无障碍 隐藏 受欢迎 普通 特别 慷慨 耐心 好奇 勇敢 冷静 \
         谦虚 可持续 便携 可选 临时 永久 可靠 易读",
    ),
    adverbs: list(
        "经常 通常 很快 慢慢 仔细 安静地 公开地 一起 再次 很少 总是 乐意 轻松地 尽早 诚实地 定期 直接 逐步 妥善 大致 几乎 部分 \
         完全 主要 就近 远程 在线 线下 到处 否则 已经 最近 最终",
    ),
    places: list(
        "在办公室 在河边 在仓库里 在图书馆 在港口附近 在老磨坊 在三楼 在学校 在花园里 在整个地区 在邮件列表里 在群里 在手册中 \
         在车站 在工作室 在北岸 在市集后面 在每个分会 在家里",
    ),
    times: list(
        "上周 今年春天 每周二 从夏天起 第一季度 会后 截止之前 整个冬天 早上 月底 两年前 下一季 比赛期间 一天之内 周五之前 \
         每月一次 午饭后 半年来 临时",
    ),
});

fn list(words: &'static str) -> Vec<&'static str> {
    words.split_whitespace().collect()
}

fn phrases(words: &'static str) -> Vec<&'static str> {
    words.split('|').collect()
}

/// `story` gives `stories`, `box` gives `boxes`, `meeting` gives `meetings`.
pub fn plural(noun: &str) -> String {
    with_s(noun)
}

/// `carry` gives `carries`, `watch` gives `watches`, `open` gives `opens`.
pub fn third_person(verb: &str) -> String {
    with_s(verb)
}

/// `share` gives `shared`, `carry` gives `carried`, `plan` gives `planned`, `open` gives `opened`.
pub fn past(verb: &str) -> String {
    if verb.ends_with('e') {
        return format!("{verb}d");
    }
    if let Some(stem) = consonant_y(verb) {
        return format!("{stem}ied");
    }
    format!("{}ed", doubled(verb))
}

/// `share` gives `sharing`, `plan` gives `planning`, `open` gives `opening`.
pub fn gerund(verb: &str) -> String {
    if let Some(stem) = verb.strip_suffix('e').filter(|stem| !stem.ends_with('e')) {
        return format!("{stem}ing");
    }
    format!("{}ing", doubled(verb))
}

fn with_s(word: &str) -> String {
    if let Some(stem) = consonant_y(word) {
        return format!("{stem}ies");
    }
    let hissing = ["s", "x", "ch", "sh", "z"].iter().any(|end| word.ends_with(end));
    format!("{word}{}", if hissing { "es" } else { "s" })
}

fn consonant_y(word: &str) -> Option<&str> {
    word.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u']))
}

/// Doubles the last consonant of short verbs such as `plan`, and of the few longer ones that ask for it.
fn doubled(verb: &str) -> String {
    let doubles = ["plan", "ship", "label", "embed", "cancel", "travel"];
    match verb.chars().last() {
        Some(last) if doubles.contains(&verb) => format!("{verb}{last}"),
        _ => verb.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vocabularies_have_a_few_hundred_words_each() {
        for v in [&*ENGLISH, &*CHINESE] {
            let count = v.nouns.len() + v.verbs.len() + v.adjectives.len() + v.adverbs.len();
            assert!((300..1000).contains(&count), "{count}");
        }
    }

    #[test]
    fn words_bend_as_they_should() {
        assert_eq!(
            (plural("story"), plural("branch"), plural("holiday")),
            ("stories".into(), "branches".into(), "holidays".into())
        );
        assert_eq!((past("carry"), past("share"), past("plan")), ("carried".into(), "shared".into(), "planned".into()));
        assert_eq!(
            (gerund("share"), gerund("agree"), gerund("open")),
            ("sharing".into(), "agreeing".into(), "opening".into())
        );
        assert_eq!(third_person("watch"), "watches");
    }
}
