import type { Reporter, TestModule } from "vitest/node";

/** Ends a run with `N passed, N failed[, N skipped]` alone on a line, which is what CI reads. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    let brokenModules = 0;
    for (const module of modules) {
      for (const test of module.children.allTests()) counts[test.result().state]++;
      // A module that cannot even be loaded has no failing test of its own.
      if (module.errors().length > 0) brokenModules++;
    }
    const failed = counts.failed + brokenModules + unhandledErrors.length;
    const skipped = counts.skipped + counts.pending;
    process.stdout.write(`\n${counts.passed} passed, ${failed} failed${skipped === 0 ? "" : `, ${skipped} skipped`}\n`);
  }
}
