import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { homelab } from "../../../provider/homelab.ts";
import { chooseSites } from "../../preview/sites.ts";
import { checkout, placesOf, POLICY_PACK } from "../../../setup/places.ts";
import { sitesOf } from "../../../setup/settings.ts";
import { projectName } from "../../../setup/stacks.ts";
import type { Judgement } from "../judgement.ts";
import type { ComposedStack } from "./composition.ts";
import { judgeStacks } from "./judge.ts";
import { siteSettings } from "./settings.ts";

/**
 * What the pack says about the named sites (all without a name), as they would be made from nothing: no engine, no state, no
 * credentials, no network. A site that only the engine can tell the settings of is asked through it.
 * @throws ExpectedError for a site that does not exist
 */
export async function judgeDirectly(names: readonly string[]): Promise<Judgement[]> {
  const root = checkout();
  const places = placesOf(root, process.env);
  const all = sitesOf(root);
  const sites = chooseSites(names, all, all);
  const project = projectName(root);
  const stacks: ComposedStack[] = [];
  const others: string[] = [];
  for (const site of sites) {
    const known = await siteSettings(places, site);
    if ("settings" in known) stacks.push({ project, name: site, settings: known.settings });
    else {
      process.stderr.write(`${site} is asked through the engine: ${known.engineNeeded}\n`);
      others.push(site);
    }
  }
  // Nothing is read from where it runs, so that nothing can be adopted.
  process.env["HOMELAB_OFFLINE_PLUGINS"] ??= "all";
  const direct = await judgeStacks({
    stacks,
    program: () => loadProgram(root),
    root,
    pack: join(root, POLICY_PACK),
    plugins: new Map([[homelab.name, homelab]]),
  });
  const engine = others.length === 0 ? [] : await (await import("../sites.ts")).judgeSites(others);
  const byName = new Map([...direct, ...engine].map((judgement) => [judgement.of, judgement]));
  return sites.flatMap((site) => byName.get(site) ?? []);
}

/** The program, from the place where the language host finds it too. */
async function loadProgram(root: string): Promise<() => object | Promise<object>> {
  const { main } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { main: string };
  const loaded = (await import(pathToFileURL(join(root, main)).href)) as { default: () => object | Promise<object> };
  return loaded.default;
}
