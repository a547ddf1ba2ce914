import { defineConfig } from "vitest/config";

/**
 * Tests that start engines, Docker daemons or sshd. Three files at a time: they mostly wait (for health checks, for time to
 * pass), and more would starve each other on two cores.
 */
const realParts = [
  "tests/e2e/**/*.test.ts",
  "tests/provider/docker/**/*.test.ts",
  "tests/provider/transport/**/*.test.ts",
  "tests/cli/pulumi/**/*.test.ts",
  "tests/setup/**/*.test.ts",
  "tests/services/*/agent.test.ts",
  "tests/security/strangers-program.test.ts",
  "tests/dev/engines/**/*.test.ts",
  "tests/oracle-live/**/*.test.ts",
];

export default defineConfig({
  test: {
    hookTimeout: 600_000,
    reporters: ["default", "./tests/support/closing-line.ts"],
    projects: [
      {
        extends: true,
        test: {
          name: "quick",
          include: ["tests/**/*.test.ts"],
          exclude: realParts,
          globalSetup: "tests/support/ready.ts",
          // A bound for what hangs, not for what is slow: a busy machine takes ten times as long as an idle one.
          testTimeout: 120_000,
          maxWorkers: "100%",
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: "real parts",
          globalSetup: "tests/support/ready.ts",
          include: realParts,
          testTimeout: 300_000,
          // A shared CI machine may stall for seconds in the middle of a fault that a test provokes.
          retry: process.env["CI"] === undefined ? 0 : 1,
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
