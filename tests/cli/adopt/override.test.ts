import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

import { editOverride, GONE, RESET } from "../../../cli/adopt/override.ts";

const TEXT = `# Whose it is.
services:
  # The web.
  web:
    mem_limit: 64m   # measured in May
    environment:
      # Quiet at night.
      MODE: 'quiet'
    labels: [a=1, "b=2"]

  db:
    mem_limit: 32m
`;

describe("an edited override", () => {
  it("differs in the value alone where one takes the place of another, its quotes kept", () => {
    expect(editOverride(TEXT, [{ path: ["services", "web", "mem_limit"], value: "96m" }])).toBe(TEXT.replace("64m", "96m"));
    expect(editOverride(TEXT, [{ path: ["services", "web", "environment", "MODE"], value: "loud: yes" }])).toBe(
      TEXT.replace("'quiet'", "'loud: yes'"),
    );
  });

  it("keeps comments and the order of keys when something is added or taken away", () => {
    const text = editOverride(TEXT, [
      { path: ["services", "web", "cpus"], value: 0.5 },
      { path: ["services", "db", "mem_limit"], value: GONE },
      { path: ["services", "cache", "mem_limit"], value: "16m" },
    ]);
    for (const comment of ["# Whose it is.", "# The web.", "# measured in May", "# Quiet at night."]) expect(text).toContain(comment);
    expect(parse(text)).toEqual({
      services: {
        web: { mem_limit: "64m", environment: { MODE: "quiet" }, labels: ["a=1", "b=2"], cpus: 0.5 },
        cache: { mem_limit: "16m" },
      },
    });
    expect(Object.keys((parse(text) as { services: { web: object } }).services.web)).toEqual([
      "mem_limit",
      "environment",
      "labels",
      "cpus",
    ]);
  });

  it("replaces a whole list with !override, since it would be appended to, and a command without", () => {
    const text = editOverride("", [
      { path: ["services", "web", "ports"], value: ["80:80"] },
      { path: ["services", "web", "command"], value: ["sleep", "1"] },
      { path: ["services", "web", "user"], value: RESET },
    ]);
    expect(text).toBe(
      'services:\n  web:\n    ports: !override\n      - 80:80\n    command:\n      - sleep\n      - "1"\n    user: !reset null\n',
    );
  });

  it("finds a variable in a list of pairs", () => {
    expect(editOverride(TEXT, [{ path: ["services", "web", "labels", "b"], value: "3" }])).toBe(TEXT.replace('"b=2"', '"b=3"'));
    expect(parse(editOverride(TEXT, [{ path: ["services", "web", "labels", "c"], value: "4" }]))).toMatchObject({
      services: { web: { labels: ["a=1", "b=2", "c=4"] } },
    });
    expect(parse(editOverride(TEXT, [{ path: ["services", "web", "labels", "a"], value: GONE }]))).toMatchObject({
      services: { web: { labels: ["b=2"] } },
    });
  });

  it("puts something into a key that holds nothing yet", () => {
    expect(parse(editOverride("services:\n  web:\n", [{ path: ["services", "web", "mem_limit"], value: "1m" }]))).toEqual({
      services: { web: { mem_limit: "1m" } },
    });
  });

  it("is refused where an alias is in the way, in words that say where", () => {
    const text = "x: &e { A: 1 }\nservices:\n  web:\n    environment: *e\n";
    expect(() => editOverride(text, [{ path: ["services", "web", "environment", "A"], value: "2" }])).toThrow(
      /^services\.web\.environment\.A of the override cannot be changed by machine: .*; fix: write it there by hand$/,
    );
    expect(() => editOverride("a: [", [{ path: ["a"], value: "2" }])).toThrow(/the override is no YAML/);
  });

  it("says what was meant, whatever the value, and nothing else changes", () => {
    const scalar = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary" }).map((text) => text.replace(/[\uD800-\uDFFF\uFEFF\uFFFE\uFFFF]/g, "")),
      fc.integer(),
      fc.boolean(),
    );
    fc.assert(
      fc.property(scalar, fc.constantFrom("mem_limit", "image", "hostname"), (value, attribute) => {
        const edited = parse(editOverride(TEXT, [{ path: ["services", "web", attribute], value }])) as {
          services: { web: Record<string, unknown> };
        };
        const before = parse(TEXT) as { services: { web: Record<string, unknown> } };
        expect(edited).toEqual({ ...before, services: { ...before.services, web: { ...before.services.web, [attribute]: value } } });
      }),
      {
        numRuns: 300,
        examples: [
          ["\n", "mem_limit"],
          ["\n\n", "image"],
          [" a\n\n", "hostname"],
          [`${"long ".repeat(20)}\n`, "image"],
        ],
      },
    );
  });
});
