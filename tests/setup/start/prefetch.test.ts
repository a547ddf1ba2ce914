import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { SmallCheckout } from "./support.ts";

/** A checkout in which `go` notes where it is asked for what; it may still run when the command has ended. */
function withGo(): SmallCheckout {
  const checkout = new SmallCheckout();
  checkout.program("go", `echo "$@" "$(basename "$PWD")" >> '${checkout.path("go-calls")}'`);
  for (const module of ["pulumi", "nodejs-host"]) mkdirSync(checkout.path(`setup/engine/${module}`), { recursive: true });
  for (const command of ["setup", "lint"]) checkout.write(`cli/${command}/main.ts`, "");
  return checkout;
}

async function goCalls(checkout: SmallCheckout, expected: number): Promise<string[]> {
  const read = () => (existsSync(checkout.path("go-calls")) ? readFileSync(checkout.path("go-calls"), "utf8").trim().split("\n") : []);
  for (let waited = 0; waited < 5000 && read().length < expected; waited += 50) await sleep(50);
  if (expected === 0) await sleep(300);
  return read().sort();
}

describe("the engine's Go modules", () => {
  it("are downloaded beside npm on a machine that has to build the engine", async () => {
    using checkout = withGo();
    await checkout.start("setup");
    expect(await goCalls(checkout, 2)).toEqual(["mod download nodejs-host", "mod download pulumi"]);
  });

  it("are not where an engine is there, or is not needed", async () => {
    using built = withGo();
    built.write("cache/homelab/engine/3.258.0/bin/pulumi", "");
    await built.start("setup");
    using onPath = withGo();
    onPath.program("pulumi", "");
    await onPath.start("setup");
    using unneeded = withGo();
    await unneeded.start("lint");
    expect([await goCalls(built, 0), await goCalls(onPath, 0), await goCalls(unneeded, 0)]).toEqual([[], [], []]);
  });
});
