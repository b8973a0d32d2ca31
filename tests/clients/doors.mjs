// Reads what Folkmoot writes for people without git: the configuration of an editor in the browser, and forms for issues.
//
//   node doors.mjs FOLDER      FOLDER holds config.yml and *.yml forms; one line a finding; status 1 if there is any
//
// The editor's configuration is held against the schema that Sveltia CMS ships. For the forms no program has one: they are held to
// what GitHub's documentation of issue forms says.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.env.CLIENTS_NODE_HOME, "package.json"));
const Ajv = require("ajv").default;
const yaml = require("js-yaml");
const folder = process.argv[2];
const findings = [];

const config = yaml.load(readFileSync(join(folder, "config.yml"), "utf8"));
const schema = join(process.env.CLIENTS_NODE_HOME, "node_modules/@sveltia/cms/schema/sveltia-cms.json");
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
const fits = ajv.compile(JSON.parse(readFileSync(schema, "utf8")));
if (!fits(config)) {
  for (const { instancePath, message, params } of fits.errors.slice(0, 10)) {
    findings.push(`config.yml${instancePath}: ${message} ${JSON.stringify(params)}`);
  }
}
const names = new Set((config.collections ?? []).map((one) => one.name));
for (const { name, fields } of config.collections ?? []) {
  for (const field of fields.filter((field) => field.widget === "relation")) {
    if (!names.has(field.collection)) findings.push(`config.yml: ${name}.${field.name} asks for \`${field.collection}\``);
  }
}

const kinds = { markdown: ["value"], input: ["label"], textarea: ["label"], dropdown: ["label", "options"], checkboxes: ["label", "options"] };
const forms = readdirSync(folder).filter((name) => name.endsWith(".yml") && name !== "config.yml");
for (const name of forms) {
  const form = yaml.load(readFileSync(join(folder, name), "utf8"));
  const say = (message) => findings.push(`${name}: ${message}`);
  for (const key of ["name", "description", "body"]) if (!form[key]) say(`lacks \`${key}\``);
  for (const key of Object.keys(form)) {
    if (!["name", "description", "title", "labels", "assignees", "projects", "type", "body"].includes(key)) say(`has \`${key}\``);
  }
  const ids = new Set();
  const labels = new Set();
  for (const part of form.body ?? []) {
    const needs = kinds[part.type];
    if (!needs) { say(`there is no element \`${part.type}\``); continue; }
    for (const key of needs) if (!part.attributes?.[key]?.length) say(`${part.id ?? part.type} lacks \`${key}\``);
    if (part.type === "markdown") { if (part.validations) say("text cannot be required"); continue; }
    if (!/^[A-Za-z0-9_-]+$/.test(part.id ?? "")) say(`\`${part.id}\` cannot be an id`);
    if (ids.has(part.id)) say(`\`${part.id}\` stands twice`);
    if (labels.has(part.attributes.label)) say(`two elements are called \`${part.attributes.label}\``);
    ids.add(part.id);
    labels.add(part.attributes.label);
    const options = part.type === "dropdown" ? part.attributes.options : [];
    if (new Set(options).size !== options.length) say(`${part.id} offers something twice`);
    if (options.some((option) => typeof option !== "string" || option.toLowerCase() === "none")) say(`${part.id} offers what GitHub keeps`);
  }
  if (ids.size === 0) say("asks for nothing");
}
if (forms.length === 0) findings.push("there are no forms");
findings.forEach((finding) => console.log(finding));
process.exit(findings.length > 0 ? 1 : 0);
