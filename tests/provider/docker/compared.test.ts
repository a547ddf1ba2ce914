import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

import { SERVICE } from "../../../compose/schema/service.ts";
import { COMPARED, isRemembered, NOT_COMPARED } from "../../../provider/docker/compared.ts";
import { covered } from "../../oracle-live/support/covered.ts";
import { topics } from "../../oracle-live/table/index.ts";
import { reasonAgainst } from "../../oracle-live/uncreatable.ts";
import { repository } from "../../support/checkout.ts";

const page = path.join(repository, "docs/live-read.md");
const START = "<!-- attributes: made by tests/provider/docker/compared.test.ts -->\n";
const END = "<!-- end of attributes -->\n";

describe("every attribute of a service in the Compose schema", () => {
  const attributes = [...(SERVICE.map?.keys.keys() ?? [])].sort();

  test("is guaranteed, remembered, or not compared with a reason", () => {
    const sides = (name: string): string[] => [COMPARED, NOT_COMPARED].flatMap((table) => (Object.hasOwn(table, name) ? [name] : []));
    expect(attributes.filter((name) => sides(name).length !== 1)).toEqual([]);
    expect([...Object.keys(COMPARED), ...Object.keys(NOT_COMPARED)].sort()).toEqual(attributes);
  });

  test("is guaranteed where a wrong value would give a container more than it may have, or less than it needs", () => {
    const must = ["mem_limit", "memswap_limit", "oom_score_adj", "cpus", "pids_limit", "user", "privileged", "cap_add", "cap_drop"];
    const others = [
      "security_opt",
      "read_only",
      "ports",
      "volumes",
      "tmpfs",
      "networks",
      "network_mode",
      "devices",
      "gpus",
      "restart",
      "image",
    ];
    expect([...must, ...others].filter((name) => COMPARED[name]?.group !== "guaranteed")).toEqual([]);
  });

  test("is in the table of docs/live-read.md", () => {
    const text = readFileSync(page, "utf8");
    const [before = "", rest = ""] = text.split(START);
    const [, after = ""] = rest.split(END);
    const wanted = `${before}${START}${rendered()}${END}${after}`;
    if (process.env["UPDATE_LIVE_READ"] === "1") writeFileSync(page, wanted);
    expect(text).toBe(wanted);
  });

  function rendered(): string {
    const used = covered(topics);
    const rows = attributes.map((name) => {
      const field = COMPARED[name];
      const spellings = new Set(
        [...used].flatMap(([pattern, names]) =>
          pattern === `services.*.${name}` || pattern.startsWith(`services.*.${name}.`) ? names : [],
        ),
      );
      const tried = spellings.size > 0 ? `${spellings.size} spellings` : `– (${reasonAgainst(`services.*.${name}`) ?? ""})`;
      return `| \`${name}\` | ${field?.group ?? "not compared"} | ${field?.with ?? NOT_COMPARED[name] ?? ""} | ${tried} |`;
    });
    return `\n| attribute | group | with, or why not | tried on engines 20.10 and 28 |\n| --- | --- | --- | --- |\n${rows.join("\n")}\n\n`;
  }
});

test("a place that is in no table is never remembered", () => {
  expect(isRemembered(["document", "services", "web", "labels", "a"])).toBe(true);
  expect(isRemembered(["document", "services", "web", "mem_limit"])).toBe(false);
  expect(isRemembered(["document", "services", "web", "toString"])).toBe(false);
  expect(isRemembered(["document", "networks", "default", "internal"])).toBe(false);
  expect(isRemembered(["status", "web"])).toBe(false);
  expect(isRemembered(["files", "a.conf", "sha256"])).toBe(false);
});
