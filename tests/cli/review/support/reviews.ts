import type { Review, ReviewedSite } from "../../../../cli/review/document.ts";

/** Texts of people who want a reader or a machine to see something else than they say. */
export const hostile: readonly string[] = [
  "<!-- homelab-review -->",
  "</code></details><script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "`$(touch owned)`",
  "$(touch owned); `id`; ${{ secrets.TOKEN }}",
  "x | y | z",
  "first\n## Approved\n- [x] safe",
  "a\r\n::set-output name=sha256::0000",
  "@everyone look, @org/team",
  "closes #1, GH-2, owner/repo#3",
  "[click](javascript:alert(1)) ![](https://example.net/p.png)",
  "https://example.net/ www.example.net me@example.net",
  "***bold*** ~~gone~~ __under__ \\escaped\\",
  "&lt;b&gt; &amp; &#64;admin",
  "\u202egnp.exe \u200bhidden",
  "   leading and trailing   ",
  "- list",
  "1. list",
  "# title",
  "> quote",
  "    code",
  "---",
  "===",
  "+ list",
  "```js",
  "| --- |",
  ":smile: :+1:",
  "$x^2$",
  "a".repeat(5000),
];

/** A site on which nothing changes. */
export function siteOf(site: string, over: Partial<ReviewedSite> = {}): ReviewedSite {
  return {
    site,
    ok: true,
    compared: true,
    resources: [],
    dangers: [],
    restarts: [],
    memory: [],
    findings: [],
    errors: [],
    warnings: [],
    ...over,
  };
}

/** A review of which a test says only what matters. */
export function reviewOf(over: Partial<Review> = {}): Review {
  return {
    version: 1,
    base: "a".repeat(40),
    head: "b".repeat(40),
    ok: true,
    sites: [],
    withoutEffect: { paths: [] },
    alsoChanged: [],
    otherPaths: [],
    program: "base",
    ...over,
  };
}
