import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { renderSites } from "../review/rendered.ts";
import { POLICY_PACK } from "../../setup/places.ts";
import { setUp } from "../../setup/set-up.ts";
import { trackedSettings } from "../../setup/settings.ts";

/** What a program needs of a checkout, besides the installed packages. */
const PARTS = [
  "Pulumi.yaml",
  "package.json",
  "package-lock.json",
  "inventory",
  "hosts",
  "services",
  "bootstrap",
  "compose",
  "src",
  "provider",
];

/**
 * What the policy pack has against a site in which one file has another text, a text each; it is judged in a copy, offline and
 * on an empty state, as `npm run policy` does it.
 * @param file relative to the checkout
 */
export async function packProblems(root: string, site: string, file: string, text: string): Promise<string[]> {
  const ready = await setUp({ plugins: "offline" });
  const folder = await mkdtemp(join(tmpdir(), "homelab-adopt-"));
  try {
    // The copy has the settings of this site alone, so that no other one is rendered.
    const parts = [...PARTS, basename(trackedSettings(root, site))].filter((part) => existsSync(join(root, part)));
    await Promise.all(parts.map((part) => cp(join(root, part), join(folder, part), { recursive: true })));
    await symlink(join(root, "node_modules"), join(folder, "node_modules"));
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text);
    const preview = (await renderSites(folder, ready, { pack: join(root, POLICY_PACK) })).get(site);
    if (preview === undefined) return [`the site ${site} cannot be judged`];
    const violations = preview.plan.violations.filter(({ level }) => level === "mandatory");
    const words = violations.map(({ policy, message }) => `${policy}: ${message.split("\n").slice(1).join(" ") || message}`);
    return words.length > 0 || preview.ok ? words : preview.plan.errors.slice();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
