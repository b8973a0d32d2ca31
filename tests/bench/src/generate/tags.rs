//! The sixty tags, most used first, and how a file comes by its own.

use super::random::Random;

/// Sixty tags; the share of the k-th falls steeply, as it does on real sites.
pub const TAGS: [&str; 60] = [
    "meetup",
    "founders",
    "rust",
    "fundraising",
    "open-source",
    "创业",
    "product",
    "hiring",
    "design",
    "python",
    "分享",
    "community",
    "data",
    "workshop",
    "marketing",
    "writing",
    "开源",
    "web",
    "mentoring",
    "legal",
    "finance",
    "testing",
    "infrastructure",
    "newcomers",
    "产品",
    "accessibility",
    "security",
    "research",
    "teaching",
    "hardware",
    "climate",
    "融资",
    "translation",
    "remote-work",
    "databases",
    "games",
    "volunteering",
    "招聘",
    "culture",
    "health",
    "privacy",
    "education",
    "设计",
    "logistics",
    "energy",
    "local-news",
    "art",
    "导师",
    "food",
    "mobility",
    "music",
    "housing",
    "阅读",
    "robotics",
    "maps",
    "photography",
    "archives",
    "活动复盘",
    "farming",
    "sailing",
];

/// One to five different tags; the first names the file's topic.
pub fn draw(random: &mut Random) -> Vec<usize> {
    let wanted = random.between(1, 5);
    let mut tags = Vec::new();
    while tags.len() < wanted {
        let tag = one(random);
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

/// One tag. The cube of an even draw: the first of sixty gets a quarter, the last half a percent.
fn one(random: &mut Random) -> usize {
    let draw = random.below(1 << 20) as u64;
    let share = ((draw * draw) >> 20) * draw;
    ((share * TAGS.len() as u64) >> 40) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tag_is_used_and_the_first_most() {
        let mut random = Random::new(3, 0, 0);
        let mut used = [0usize; TAGS.len()];
        (0..5000).flat_map(|_| draw(&mut random)).for_each(|tag| used[tag] += 1);
        assert!(used.iter().all(|&n| n > 10), "{used:?}");
        assert!(used[0] > used[1] && used[0] > used[59] * 10, "{used:?}");
    }
}
