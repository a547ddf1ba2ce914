import type { Inventory } from "../../src/inventory/inventory.ts";
import type { Place } from "../../compose/problem.ts";
import { byPolicy, parts, type Finding, type Judgement } from "./judgement.ts";
import { placeOf } from "./places.ts";

/** Where every policy is described. */
const page = "docs/policies.md";

/** The rule under which problems of the data itself are reported, which keep a site from being judged. */
const dataRule = "inventory";

/**
 * What the pack said, as SARIF 2.1.0, which code hosts show beside the line.
 * @param inventory For the lines; without one, findings point at whole files.
 */
export function sarif(judgements: readonly Judgement[], inventory: Inventory | undefined): object {
  const groups = byPolicy(judgements);
  const errors = judgements.flatMap(({ errors: texts }) => texts.flatMap(problems));
  const described = new Map(groups.map(({ policy, description }) => [policy, description]));
  const ids = [...new Set([...judgements.flatMap(({ passed }) => passed), ...described.keys()])].sort();
  const rules = [
    ...ids.map((id) => rule(id, described.get(id) ?? "")),
    ...(errors.length === 0
      ? []
      : [{ id: dataRule, shortDescription: { text: "The files in git are well formed and agree with each other." } }]),
  ];
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "homelab policies", rules } },
        results: [
          ...groups.flatMap(({ policy, level, findings }) =>
            findings.map((finding) =>
              result(policy, level === "mandatory" ? "error" : "warning", textOf(finding), placeOf(finding, inventory)),
            ),
          ),
          ...errors.map(({ text, place }) => result(dataRule, "error", text, place)),
        ],
      },
    ],
  };
}

function rule(id: string, description: string): object {
  return { id, ...(description === "" ? {} : { shortDescription: { text: description } }), help: { text: `See ${page}#${id}.` } };
}

function result(ruleId: string, level: "error" | "warning", text: string, { file, line, column }: Place): object {
  const region = line === undefined ? {} : { region: { startLine: line, ...(column === undefined ? {} : { startColumn: column }) } };
  const artifactLocation = { uri: encodeURI(file), uriBaseId: "%SRCROOT%" };
  return { ruleId, level, message: { text }, locations: [{ physicalLocation: { artifactLocation, ...region } }] };
}

function textOf({ message, allowed, fix }: Finding): string {
  return [message, ...(allowed === undefined ? [] : [`Allowed: ${allowed}`]), ...(fix === undefined ? [] : [`Fix: ${fix}`])].join(". ");
}

/** The lines of a report of ours, each at its place; any other error is one text about the project. */
function problems(text: string): { text: string; place: Place }[] {
  const found = text.split("\n").flatMap((line) => {
    const match = /^([^\s:]+\.[a-z]+):(\d+)(?::(\d+))? (.*)$/.exec(line.trim());
    if (match === null) return [];
    const [, file = "", row, column, rest = ""] = match;
    const { where, message, allowed, fix } = parts(rest);
    const said = textOf({ of: "", resource: undefined, where, message, allowed, fix });
    return [{ text: said, place: { file, line: Number(row), ...(column === undefined ? {} : { column: Number(column) }) } }];
  });
  return found.length > 0 ? found : [{ text: text.split("\n")[0] ?? "", place: { file: "Pulumi.yaml" } }];
}
