import { describe, expect, it } from "vitest";

import { renderHtml } from "../../../../cli/drift/render/html.ts";
import { renderMarkdown } from "../../../../cli/drift/render/markdown.ts";
import { renderTerminal } from "../../../../cli/drift/render/terminal.ts";
import { arrow, valueText } from "../../../../cli/drift/render/texts.ts";
import { paint } from "../../../../cli/shared/terminal/colour.ts";
import { report, service, site } from "../support/reports.ts";

const style = { paint: paint(false) };
const HOSTILE = `<script>alert(1)</script>"'|[x](https://evil.example) ![i](//e) @root #1 \u001b[31m\u202e\n**b**`;
const hostile = report(
  site(
    [
      service("drifted", {
        service: HOSTILE,
        node: HOSTILE,
        reason: HOSTILE,
        differences: [
          { kind: "drift", path: `services.${HOSTILE}`, declared: HOSTILE, applied: [HOSTILE], enforced: { [HOSTILE]: HOSTILE } },
        ],
      }),
    ],
    { notes: [HOSTILE], site: HOSTILE },
  ),
);

describe("a report in a terminal", () => {
  const all = report(
    site([service("in-sync", { service: "quiet" }), service("drifted"), service("pending", { service: "waits" })]),
    site([service("unreachable")], { site: "cottage" }),
  );

  it("is a table a site, danger first, with the differences themselves below", () => {
    expect(
      renderTerminal(all, style)
        .split("\n")
        .map((line) => line.trimEnd()),
    ).toEqual([
      "Site house (1.5 s)",
      "verdict  node  service  differences",
      "drifted  EDGE  web                1",
      "    ≠ services.web.mem_limit: 512m → 768m",
      "pending  EDGE  waits              1",
      "    … services.web.mem_limit: 512m → 1g",
      "in-sync  EDGE  quiet",
      "",
      "Site cottage (1.5 s)",
      "unreachable: EDGE: off",
      "verdict      node  service  differences",
      "unreachable  EDGE  web",
      "",
      "drift (1 drifted, 1 unreachable, 1 pending, 1 in-sync)",
      "",
    ]);
  });

  it("says since when", () => {
    expect(renderTerminal(report(site([service("drifted", { since: "2026-01-01T00:00:00Z", times: 3 })])), style)).toContain(
      "    since 2026-01-01T00:00:00Z, seen 3 times\n",
    );
  });

  it("lets no name move the cursor or the text around it", () => {
    expect(renderTerminal(hostile, style)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });
});

describe("the words of a difference", () => {
  it("are sizes as people write them, where it is one", () => {
    expect(valueText("services.web.mem_limit", "536870912")).toBe("512m");
    expect(valueText("services.web.deploy.resources.limits.memory", "1073741824")).toBe("1g");
    expect(valueText("services.web.mem_limit", "536870913")).toBe("536870913");
    expect(valueText("services.web.ports[0].target", 65536)).toBe("65536");
  });

  it("name what git wants by now when that is something else again", () => {
    expect(arrow({ kind: "drift", path: "user", declared: "3", applied: "1", enforced: "2" })).toBe("1 → 2 (git: 3)");
    expect(arrow({ kind: "drift", path: "user", declared: "1", applied: "1" })).toBe("1 → –");
  });
});

describe("a report as Markdown", () => {
  it("shows what needs somebody and counts the rest", () => {
    const text = renderMarkdown(report(site([service("in-sync", { service: "quiet" }), service("drifted")])));
    expect(text).toContain("# Drift: 1 drifted, 1 in-sync");
    expect(text).toContain(
      "| drift | <code>services.web.mem&#95;limit</code> | <code>512m</code> | <code>512m</code> | <code>768m</code> |",
    );
    expect(text).toContain("1 service is in sync.");
    expect(text).not.toContain("quiet");
  });

  it("makes no link, image, mention, heading or HTML of a name", () => {
    const text = renderMarkdown(hostile);
    expect(text).not.toMatch(/<script|\]\(|!\[|@root|https:\/\/evil|\*\*b\*\*/);
    expect(text.split("\n").filter((line) => line.startsWith("| drift"))).toHaveLength(1);
  });
});

describe("a report as a page", () => {
  const places = (html: string) => html.replace(/<style>.*?<\/style>|<script>.*?<\/script>/gs, "");

  it("holds every service with its verdict, opened where it drifted", () => {
    const html = places(renderHtml(report(site([service("in-sync", { service: "quiet" }), service("drifted")]))));
    expect(html.match(/<article/g)).toHaveLength(2);
    expect(html).toContain('<article class="service drifted" data-verdict="drifted"><details open>');
    expect(html).toContain('<td data-side="enforced" class="other">768m</td>');
  });

  it("makes no element and no attribute of a name", () => {
    const html = places(renderHtml(hostile));
    expect(html).not.toMatch(/<script|<img|alert\(1\)<|"'\|/);
    expect(html).toContain("&#60;script&#62;alert(1)&#60;/script&#62;");
  });

  it("names the sums of its own style and script, so that no other runs", () => {
    const html = renderHtml(hostile);
    expect(html).toMatch(/content="default-src &#39;none&#39;; style-src &#39;sha256-[^"]+script-src &#39;sha256-/);
    expect(html).not.toMatch(/ (src|href|style|onclick)=/);
  });
});
