import { chromium } from "playwright-core";
import type { Browser as Chromium, Page } from "playwright-core";

import { requirePackage } from "../../../support/debian-packages.ts";

/** Debian's Chromium without a window, with one page. */
export class Browser implements AsyncDisposable {
  /** What the page logged, threw, or was refused by its policy. */
  readonly complaints: string[] = [];
  readonly page: Page;
  readonly #chromium: Chromium;

  private constructor(browser: Chromium, page: Page) {
    this.#chromium = browser;
    this.page = page;
    page.on("console", (message) => this.complaints.push(message.text()));
    page.on("pageerror", (error) => this.complaints.push(error.message));
  }

  static async start(): Promise<Browser> {
    const executablePath = "/usr/bin/chromium";
    await requirePackage(executablePath, "chromium");
    const browser = await chromium.launch({ executablePath, chromiumSandbox: false });
    return new Browser(browser, await browser.newPage());
  }

  /** Opens a file in a window of that width, in light or dark. */
  async open(file: string, width: number, scheme: "light" | "dark"): Promise<void> {
    await this.page.setViewportSize({ width, height: 900 });
    await this.page.emulateMedia({ colorScheme: scheme });
    await this.page.goto(`file://${file}`);
  }

  /** The value of an expression in the page. */
  evaluate(expression: string): Promise<unknown> {
    return this.page.evaluate(expression);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#chromium.close();
  }
}
