import { execa } from "execa";
import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";

import { placesOf } from "../../../setup/places.ts";
import { repository } from "../../support/checkout.ts";

/** actionlint from the Go module proxy, zizmor from PyPI, each in one version and kept in the project's cache folder. */
const ACTIONLINT = "1.7.12";
const ZIZMOR = "1.32.0";

/** The linter of the workflows' words. */
export async function actionlint(): Promise<string> {
  const folder = path.join(cache(), `actionlint-${ACTIONLINT}`);
  const program = path.join(folder, "actionlint");
  if (!existsSync(program)) {
    await execa("go", ["install", `github.com/rhysd/actionlint/cmd/actionlint@v${ACTIONLINT}`], {
      env: { GOBIN: folder, GOFLAGS: "", GOWORK: "off" },
      cwd: "/",
      stdin: "ignore",
    });
  }
  return program;
}

/** The linter of what can go wrong with them. */
export async function zizmor(): Promise<string> {
  const folder = path.join(cache(), `zizmor-${ZIZMOR}`);
  const program = path.join(folder, "bin", "zizmor");
  if (!existsSync(program)) {
    await mkdir(cache(), { recursive: true });
    await rm(folder, { recursive: true, force: true });
    await execa("python3", ["-m", "venv", folder], { stdin: "ignore" });
    await execa(path.join(folder, "bin", "pip"), ["install", "--quiet", "--disable-pip-version-check", `zizmor==${ZIZMOR}`], {
      stdin: "ignore",
    });
  }
  return program;
}

function cache(): string {
  return path.join(placesOf(repository, process.env).cache, "lint");
}
