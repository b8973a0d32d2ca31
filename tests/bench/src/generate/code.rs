//! Fenced code: snippets in the languages communities write in, with names from the vocabulary.

use super::random::Random;
use super::words::{ENGLISH, plural};

/// A fence's word and the snippets of that language. «n» and «m» are names, «v» a verb, «k» a number, «ns» a plural.
const SNIPPETS: &[(&str, &[&str])] = &[
    (
        "rust",
        &[
            "/// Counts the «ns» of a «m».\npub fn count_«ns»(«m»: &[«N»]) -> usize {\n    «m».iter().filter(|«n»| «n».is_«v»ed() && «n».id > «k»).count()\n}\n",
            "#[derive(Debug, Clone)]\nstruct «N» {\n    id: u64,\n    «m»: Option<String>,\n    «ns»: Vec<u32>,\n}\n",
            "impl «N» {\n    fn «v»(&mut self, «m»: &str) -> Result<(), Error> {\n        let mut left = «k»;\n        while left > 0 {\n            left -= 1;\n            self.«ns».push(left);\n        }\n        self.«m» = Some(«m».to_owned()); // keep the last one\n        Ok(())\n    }\n}\n",
        ],
    ),
    (
        "python",
        &[
            "def «v»_«n»(«ns»: list[str], limit: int = «k») -> dict[str, int]:\n    \"\"\"Return how often each «n» occurs.\"\"\"\n    seen = {}\n    for «n» in «ns»[:limit]:\n        seen[«n»] = seen.get(«n», 0) + 1\n    return seen\n",
            "class «N»:\n    def __init__(self, «m»=None):\n        self.«m» = «m» or []\n\n    async def «v»(self):\n        for item in self.«m»:\n            if item.startswith(\"«n»\"):\n                yield item  # «k» at most\n",
            "with open(\"«ns».csv\", encoding=\"utf-8\") as file:\n    rows = [line.strip().split(\";\") for line in file]\nprint(f\"{len(rows)} «ns»\", sum(float(r[1]) for r in rows) / «k»)\n",
        ],
    ),
    (
        "javascript",
        &[
            "const «ns» = await fetch(`/api/«ns».json?limit=${«k»}`).then((r) => r.json());\nfor (const «n» of «ns».items) {\n  if («n».tags.includes('«m»')) console.log(«n».title); // the «v» list\n}\n",
            "export function «v»(«n», { «m» = «k», strict = true } = {}) {\n  return Object.entries(«n»)\n    .filter(([key, value]) => value !== null && value > «m»)\n    .map(([key, value]) => ({ key, value, strict }));\n}\n",
        ],
    ),
    (
        "bash",
        &[
            "set -euo pipefail\nfor «n» in content/«ns»/*.md; do\n  if grep -q \"«m»\" \"$«n»\"; then\n    echo \"$«n»: $(wc -w < \"$«n»\") words\"\n  fi\ndone\n",
            "git switch -c «v»-«n»\ngit add content/«ns»\ngit commit -m \"«N»: «v» the «m»\" && git push -u origin HEAD\ntail -n «k» build.log | sort | uniq -c\n",
        ],
    ),
    (
        "toml",
        &[
            "# What the «n» needs\ntitle = \"«N» and «m»\"\nlimit = «k»\ntags = [\"«n»\", \"«m»\"]\n\n[«n».«m»]\nenabled = true\nsince = 2026-03-14\n",
        ],
    ),
    (
        "json",
        &[
            "{\n  \"id\": \"«n»-«k»\",\n  \"«m»\": [\"«v»\", null, true],\n  \"«ns»\": { \"count\": «k», \"average\": 3.25 }\n}\n",
        ],
    ),
    (
        "sql",
        &[
            "-- «ns» without a «m»\nSELECT «n».id, count(*) AS total\nFROM «ns» AS «n»\nLEFT JOIN «m» ON «m».«n»_id = «n».id\nWHERE «n».created > '2026-01-01' AND «m».id IS NULL\nGROUP BY «n».id\nORDER BY total DESC\nLIMIT «k»;\n",
        ],
    ),
    (
        "go",
        &[
            "// «N» is one «m».\ntype «N» struct {\n\tID   int    `json:\"id\"`\n\tName string `json:\"«m»\"`\n}\n\nfunc (x *«N») Count(«ns» []string) (int, error) {\n\tif len(«ns») > «k» {\n\t\treturn 0, fmt.Errorf(\"too many «ns»: %d\", len(«ns»))\n\t}\n\treturn len(«ns»), nil\n}\n",
        ],
    ),
    (
        "yaml",
        &[
            "name: «v» the «n»\non:\n  push:\n    branches: [main]\njobs:\n  «m»:\n    runs-on: ubuntu-latest\n    timeout-minutes: «k»\n    steps:\n      - run: ./«v» --«n» \"all\" # every «m»\n",
        ],
    ),
    (
        "html",
        &[
            "<ul class=\"«ns»\">\n  <li id=\"«n»-«k»\"><a href=\"/«ns»/«m»/\">The «m»</a></li>\n  <!-- more «ns» follow -->\n</ul>\n",
        ],
    ),
    (
        "css",
        &[
            ".«n» > .«m»:hover {\n  color: var(--«n»-colour, #b3441f);\n  margin: 0 auto «k»px;\n}\n@media (max-width: 40rem) {\n  .«n» { display: none; }\n}\n",
        ],
    ),
    ("text", &["«ns»/\n  «n»-«k».md\n  «m»/\n    index.md\n"]),
];

/// A fenced block in one of the languages, two snippets long at most.
pub fn fence(random: &mut Random) -> String {
    let (language, snippets) = random.pick_skewed(SNIPPETS);
    let count = random.between(1, 2);
    let parts: Vec<String> = (0..count).map(|_| fill(random.pick(snippets), random)).collect();
    format!("```{language}\n{}```\n", parts.join("\n"))
}

fn fill(snippet: &str, random: &mut Random) -> String {
    let mut name = || random.pick_skewed(&ENGLISH.nouns);
    let (noun, other) = (name(), name());
    let verb = random.pick_skewed(&ENGLISH.verbs);
    snippet
        .replace("«ns»", &plural(noun))
        .replace("«n»", noun)
        .replace("«N»", &super::prose::capital(noun))
        .replace("«m»", other)
        .replace("«v»", verb)
        .replace("«k»", &random.between(2, 900).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fences_close_and_have_no_slot_left() {
        let mut random = Random::new(1, 0, 0);
        for _ in 0..300 {
            let block = fence(&mut random);
            assert!(block.ends_with("\n```\n") && !block.contains('«'), "{block}");
        }
    }
}
