import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { joinBlocks } from "../../../cli/review/markdown/block.ts";
import { code, prose, short } from "../../../cli/review/markdown/escape.ts";
import { COMMENT_LIMIT, renderReview } from "../../../cli/review/markdown/render.ts";
import { hostile, reviewOf, siteOf } from "./support/reviews.ts";

/** What Markdown or HTML could take for its own, anywhere in a line. */
const SYNTAX = /[`*_[\](){}<>|\\~!$^@#:\n\r]/;
const ENTITY = /&#\d+;/g;

/** What a browser makes of entities. */
function shown(text: string): string {
  return text
    .replace(/&#(\d+);/g, (_, digits: string) => String.fromCodePoint(Number(digits)))
    .replaceAll("\u2060", "")
    .replaceAll("\u00a0", " ");
}

describe("a value in Markdown", () => {
  it.each(hostile)("is shown as it is: %s", (value) => {
    const inside = /^<code>(.*)<\/code>$/s.exec(code(value))?.[1] ?? "no code element";
    expect(inside.replace(ENTITY, "")).not.toMatch(SYNTAX);
    expect(prose(value).replace(ENTITY, "")).not.toMatch(SYNTAX);
    // Line ends and what shows nothing are written as escapes; all else reads as before.
    if (!/[\n\r\u0000-\u001f\u200b-\u202e]/.test(value)) expect(shown(inside)).toBe(value);
  });

  it("never leaves a character that means something, whatever it holds", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.string({ unit: fc.constantFrom(...Array.from("@#`|<>&;:/.-_*[]()!www 0123456789abcdefGH\n")) }),
        ),
        (value) => {
          for (const text of [code(value).slice("<code>".length, -"</code>".length), prose(value)]) {
            expect(text.replace(ENTITY, "")).not.toMatch(SYNTAX);
            expect(text.replace(ENTITY, "")).not.toContain("&");
          }
        },
      ),
    );
  });

  it("in a sentence calls nobody and links nowhere", () => {
    expect(prose("ask @admin")).toBe("ask &#64;&#8288;admin");
    expect(prose("see #12 and GH-12")).toBe("see &#35;&#8288;12 and GH&#45;&#8288;12");
    expect(prose("go to https://example.net or www.example.net")).toBe(
      "go to https&#58;&#8288;&#47;&#47;example.net or www&#46;example.net",
    );
    expect(prose("like deadbeef1")).toBe("like dead&#8288;beef1");
  });

  it("is cut between two characters", () => {
    expect(short("🦊🦊🦊🦊", 3)).toBe("🦊🦊…");
    expect(short("abc", 3)).toBe("abc");
  });
});

describe("a comment that is too long", () => {
  const table = (rows: number) => ({
    head: ["| a |", "|---|"],
    rows: Array.from({ length: rows }, (_, row) => `| row ${String(row)} |`),
    more: (count: number) => `| and ${String(count)} more |`,
  });

  it("is cut between two rows, and says how many are left out", () => {
    const text = joinBlocks([table(100)], 500);
    expect(text.length).toBeLessThanOrEqual(500);
    const rows = text.trim().split("\n");
    const left = Number(/and (\d+) more/.exec(rows.at(-1) ?? "")?.[1]);
    expect(rows.length - 3 + left).toBe(100);
    expect(rows.every((row) => /^\|.*\|$/.test(row))).toBe(true);
  });

  it("keeps what stands first whole, and counts what has no room", () => {
    const text = joinBlocks(
      [
        { head: ["first"], rows: [], more: () => "" },
        { head: ["x".repeat(600)], rows: [], more: () => "" },
      ],
      500,
    );
    expect(text).toBe("first\n\n_1 more section does not fit here; the run's review.json has all._\n");
  });

  it.each([400, 1000, 5000, COMMENT_LIMIT])("closes everything that it opened in %d characters", (limit) => {
    const resource = (name: string) => ({
      operation: "update" as const,
      group: "service" as const,
      type: "homelab:compose:Project",
      name,
      urn: name,
      changes: hostile.map((value) => ({ path: value, kind: "change" as const, from: value, to: `${value}!` })),
    });
    const sites = ["saturn", "vps", "chelsty"].map((site) =>
      siteOf(site, { resources: Array.from({ length: 40 }, (_, index) => resource(`NODE/service-${String(index)}/project`)) }),
    );
    const text = renderReview(reviewOf({ sites }), limit);
    expect(text.length).toBeLessThanOrEqual(limit);
    for (const element of ["details", "summary", "b", "code"]) {
      expect(text.split(`<${element}`).length, element).toBe(text.split(`</${element}>`).length);
    }
    expect(text.split("\n").every((line) => !line.startsWith("|") || line.endsWith("|"))).toBe(true);
  });
});

describe("a review for people", () => {
  it("has an opened power with its place as its first line, whatever else there is", () => {
    const site = siteOf("vps", {
      dangers: [
        { kind: "delete", name: "VPS/old/project", message: "is taken away" },
        { kind: "privilege", name: "VPS/web/project", message: "services.web.privileged: web is privileged" },
        { kind: "privilege", name: "VPS/web/project", message: "services.web.pid: web sees the node's processes" },
      ],
    });
    const [first = "", ...rest] = renderReview(reviewOf({ sites: [site] })).split("\n");
    expect(first).toMatch(/^### 🔓 Opens <code>VPS\/web\/project<\/code> services\.web\.privileged&?.* web is privileged; 1 more below$/);
    expect(rest.join("\n").indexOf("processes")).toBeLessThan(rest.join("\n").indexOf("is taken away"));
  });

  it("begins with what is dangerous, and the worst of that first", () => {
    const site = siteOf("vps", {
      dangers: [
        { kind: "exposure", name: "VPS/web/project", message: "publishes on every address port 80/tcp of web" },
        { kind: "delete", name: "VPS/old/project", message: "is taken away" },
      ],
      restarts: [
        {
          node: "VPS",
          service: "web",
          container: "web",
          action: "made anew",
          because: ["services.web.image"],
          down: { about: 12, atMost: 130 },
        },
      ],
    });
    const text = renderReview(reviewOf({ sites: [site] }));
    const order = ["is taken away", "publishes", "#### Containers"].map((part) => text.indexOf(part));
    expect(order.every((at) => at > 0)).toBe(true);
    expect([...order].sort((a, b) => a - b)).toEqual(order);
    expect(text).toContain("| <code>VPS</code> | <code>web</code> | made anew | <code>services.web.image</code> | 12 s | 130 s |");
  });

  it("says that nothing changes, and asks for a word when a file was changed for it", () => {
    const text = renderReview(
      reviewOf({ ok: false, sites: [siteOf("vps")], withoutEffect: { paths: ["services/web/docker-compose.yml"] } }),
    );
    expect(text).toContain("### ❌ This changes nothing on any node");
    expect(text).toContain("<code>No-Effect: why</code>");
    expect(text).toContain("<code>services/web/docker-compose.yml</code>");
  });

  it("shows memory before and after against the budget, and a sum that is too large in bold", () => {
    const MiB = 1024 * 1024;
    const memory = [
      {
        node: "VPS",
        before: { sum: 3152 * MiB, budget: 3200 * MiB },
        after: { sum: 3201 * MiB, budget: 3200 * MiB },
        rows: [{ container: "web/web", before: "64 MiB", after: "113 MiB" }],
      },
    ];
    expect(renderReview(reviewOf({ sites: [siteOf("vps", { memory })] }))).toContain(
      "| **<code>VPS</code>** | all | 3152 MiB | 3201 MiB | 3200 MiB | **1 MiB too much** |",
    );
  });

  it("says a problem of the inventory once, not once a site", () => {
    const errors = ["services/web/service.yaml:1:1 name: is wrong\n1 problem"];
    const text = renderReview(
      reviewOf({ ok: false, sites: ["saturn", "vps"].map((site) => siteOf(site, { ok: false, compared: false, errors })) }),
    );
    expect(text.split("is wrong")).toHaveLength(2);
    expect(text).toContain("This could not be compared");
  });

  it("shows what forbids the change with its fix, and folds advice away that the base gets as well", () => {
    const findings = [
      { policy: "image-digest", level: "advisory", message: "old advice", fresh: false },
      {
        policy: "memory-budget",
        level: "mandatory",
        resource: "VPS/layout",
        message: "1 MiB over",
        allowed: "at most 3200 MiB",
        fix: "lower a limit",
        fresh: true,
      },
    ];
    const text = renderReview(reviewOf({ ok: false, sites: [siteOf("vps", { ok: false, findings })] }));
    expect(text).toContain("- ❌ **memory-budget** <code>VPS/layout</code>: 1 MiB over; allowed: at most 3200 MiB; **fix:** lower a limit");
    expect(text.indexOf("<summary>1 piece of advice")).toBeGreaterThan(text.indexOf("memory-budget"));
    expect(text.indexOf("old advice")).toBeGreaterThan(text.indexOf("<summary>1 piece of advice"));
  });
});
