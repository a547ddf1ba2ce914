import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { renderHtml } from "../../cli/drift/render/html.ts";
import type { VerdictKind } from "../../cli/drift/report.ts";
import { Browser } from "../cli/drift/support/browser.ts";
import { report, service, site } from "../cli/drift/support/reports.ts";

const KINDS: readonly VerdictKind[] = ["in-sync", "pending", "drifted", "unreachable"];
const HOSTILE = `<img src=x onerror="document.title='taken over'"><script>document.title='taken over'</script>`;

describe("the page of drift in a browser", { timeout: 60_000 }, () => {
  let browser: Browser;
  let folder: string;
  let page: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "hl-page-"));
    page = path.join(folder, "page.html");
    const services = Array.from({ length: 1000 }, (_, index) =>
      service(KINDS[index % 4] ?? "in-sync", { service: index === 2 ? HOSTILE : `service-${String(index).padStart(4, "0")}` }),
    );
    await writeFile(page, renderHtml(report(site(services))));
    browser = await Browser.start();
  }, 300_000);
  afterAll(async () => {
    await browser[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  const shown = (): Promise<unknown> =>
    browser.evaluate(
      "[document.querySelector('#shown').textContent, [...document.querySelectorAll('.service')].filter((one) => one.checkVisibility({ contentVisibilityAuto: false })).length].join()",
    );

  it.each([
    ["light", 1200],
    ["dark", 1200],
    ["light", 360],
    ["dark", 360],
  ] as const)("shows 1,000 services in %s at %d pixels without scrolling sideways, and nothing complains", async (scheme, width) => {
    await browser.open(page, width, scheme);
    expect(await shown()).toBe("1000 of 1000,1000");
    expect(await browser.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    const [ink = 0, paper = 0] = (await browser.evaluate(
      `["color", "backgroundColor"].map((name) => Number(/\\d+/.exec(getComputedStyle(document.body)[name])[0]))`,
    )) as number[];
    expect(ink > paper).toBe(scheme === "dark");
    expect(browser.complaints).toEqual([]);
  });

  it("shows the services of chosen verdicts, and all of them when none is chosen", async () => {
    await browser.open(page, 1200, "light");
    await browser.evaluate("document.querySelector('button[data-verdict=drifted]').click()");
    expect(await shown()).toBe("250 of 1000,250");
    await browser.evaluate("document.querySelector('button[data-verdict=unreachable]').click()");
    expect(await shown()).toBe("500 of 1000,500");
    await browser.evaluate("document.querySelectorAll('button[aria-pressed=true]').forEach((button) => button.click())");
    expect(await shown()).toBe("1000 of 1000,1000");
  });

  it("finds services by words of their name, their node and their differences", async () => {
    await browser.open(page, 1200, "light");
    const search = (words: string) =>
      browser.evaluate(
        `(() => { const box = document.querySelector("#search"); box.value = ${JSON.stringify(words)}; box.dispatchEvent(new Event("input")); })()`,
      );
    await search("service-0500");
    expect(await shown()).toBe("1 of 1000,1");
    await search("768m edge 0006");
    expect(await shown()).toBe("1 of 1000,1");
    await search("nothing is called so");
    expect(await shown()).toBe("0 of 1000,0");
    expect(await browser.evaluate("document.querySelector('.none').checkVisibility()")).toBe(true);
  });

  it("lets no name run anything", async () => {
    await browser.open(page, 1200, "light");
    expect(await browser.evaluate("document.title")).toBe("Drift: 250 drifted, 250 unreachable, 250 pending, 250 in-sync");
    expect(await browser.evaluate("document.images.length + document.scripts.length")).toBe(1);
  });
});
