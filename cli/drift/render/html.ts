import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { oneLine } from "../../../compose/problem.ts";
import type { DriftDifference, DriftReport, ServiceVerdict, SiteReport } from "../report.ts";
import { KINDS } from "../report.ts";
import { byDanger } from "./terminal.ts";
import { countsText, MEANINGS, ownReason, sinceText, valueText } from "./texts.ts";

/** So many services are opened from the start; more of them would hide the list. */
const OPEN = 20;

/**
 * A report as one page that needs nothing else: styles and script are in it, and its own policy lets no other run, so that a
 * name from git or a node could do nothing even if it got past the escaping.
 */
export function renderHtml(report: DriftReport): string {
  const style = part("page.css");
  const script = part("page.js");
  const policy = `default-src 'none'; style-src '${digest(style)}'; script-src '${digest(script)}'; base-uri 'none'; form-action 'none'`;
  const title = `Drift: ${countsText(report)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escape(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escape(title)}</h1>
<p class="soft">${escape(`${report.at}, by ${report.by === "quick" ? "a quick look at the nodes" : "a refreshing preview"}, exit code ${report.exitCode}`)}</p>
<div class="tools" hidden>
<input id="search" type="search" placeholder="node, service, attribute, value" aria-label="Search">
${KINDS.filter((kind) => report.counts[kind] > 0)
  .map(
    (kind) => `<button type="button" class="${kind}" data-verdict="${kind}" aria-pressed="false">${kind} ${report.counts[kind]}</button>`,
  )
  .join("\n")}
<span id="shown" class="soft" aria-live="polite"></span>
</div>
${report.sites.map(siteHtml).join("\n")}
<script>${script}</script>
</body>
</html>
`;
}

function siteHtml(site: SiteReport): string {
  const services = byDanger(site.services);
  let opened = 0;
  return [
    `<section class="site">\n<h2>Site ${escape(site.site)}</h2>`,
    ...site.errors.map((error) => `<p class="note error">${escape(error)}</p>`),
    ...site.nodes
      .filter(({ state }) => state !== "reachable")
      .map(({ node, state, reason }) => `<p class="note ${state}">${escape(`${state}: ${reason ?? node}`)}</p>`),
    ...site.notes.map((note) => `<p class="note">${escape(note)}</p>`),
    ...services.map((service) => serviceHtml(site, service, service.verdict === "drifted" && opened++ < OPEN)),
    `<p class="none soft"${services.length > 0 ? " hidden" : ""}>No service to show.</p>\n</section>`,
  ].join("\n");
}

function serviceHtml(site: SiteReport, service: ServiceVerdict, open: boolean): string {
  const { verdict, node, differences } = service;
  const why = [verdict === "in-sync" ? "" : MEANINGS[verdict], ownReason(site, service) ?? "", sinceText(service)]
    .filter((text) => text !== "")
    .join("; ");
  const head = `<span class="verdict">${verdict}</span><span>${escape(node)}</span><span class="name">${escape(service.service)}</span>${why === "" ? "" : `<span class="why">${escape(why)}</span>`}`;
  const body =
    differences.length === 0
      ? `<div class="head">${head}</div>`
      : `<details${open ? " open" : ""}><summary class="head">${head}</summary>
<table class="places"><thead><tr><th>attribute</th><th>declared</th><th>applied</th><th>enforced</th></tr></thead><tbody>
${differences.map(placeHtml).join("\n")}
</tbody></table></details>`;
  return `<article class="service ${verdict}" data-verdict="${verdict}">${body}</article>`;
}

/** The side that stands apart is set off: enforced in a drift, declared where git has moved on. */
function placeHtml({ kind, path, ...sides }: DriftDifference): string {
  const apart = kind === "drift" ? "enforced" : "declared";
  const cells = (["declared", "applied", "enforced"] as const).map(
    (side) => `<td data-side="${side}"${side === apart ? ' class="other"' : ""}>${escape(valueText(path, sides[side]))}</td>`,
  );
  return `<tr><td>${escape(path)}</td>${cells.join("")}</tr>`;
}

function escape(text: string): string {
  const lines = text.split("\n").map(oneLine).join("\n");
  return lines.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function part(name: string): string {
  return readFileSync(join(import.meta.dirname, "page", name), "utf8");
}

function digest(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
