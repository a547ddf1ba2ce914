import { defineConfig } from "vitest/config";

/** Tests that start engines, Docker daemons, sshd or Compose: one file at a time, so that they do not starve each other. */
const realParts = [
  "tests/e2e/**/*.test.ts",
  "tests/oracle/**/*.test.ts",
  "tests/provider/apply/**/*.test.ts",
  "tests/provider/live/**/*.test.ts",
  "tests/provider/transport/**/*.test.ts",
  "tests/tools/**/*.test.ts",
];

export default defineConfig({
  test: {
    hookTimeout: 600_000,
    reporters: ["default", "./tests/support/closing-line.ts"],
    projects: [
      {
        extends: true,
        test: {
          name: "model",
          include: ["tests/**/*.test.ts"],
          exclude: realParts,
          testTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: "real parts",
          include: realParts,
          testTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
