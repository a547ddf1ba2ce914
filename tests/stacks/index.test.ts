import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";

import program from "../../src/index.ts";
import { Checkout } from "../support/checkout.ts";
import { ofType, runProgram } from "../support/pulumi-mocks.ts";

describe("the program", () => {
  it("makes the site that has the stack's name", async () => {
    const { resources, error } = await runProgram(program, { stack: "chelsty" });
    expect(error).toBeUndefined();
    expect([...ofType(resources, "homelab:components:Node").keys()]).toEqual(["CHELSTY-INFRA", "CHELSTY-HA"]);
  });

  it.each(["staging", "constructor", "VPS"])("ends with one sentence for the stack %s, which is no site", async (stack) => {
    const { error, resources } = await runProgram(program, { stack });
    if (!pulumi.RunError.isInstance(error)) throw new Error(`expected a RunError, got ${String(error)}`);
    expect(error.message).toBe(
      `a stack is a site, and there is no site ${stack}; allowed: saturn, vps, chelsty, core; fix: add it to inventory/topology.yaml`,
    );
    expect(resources).toEqual([]);
  });

  it("makes a new site from data alone", async () => {
    await using checkout = await Checkout.create();
    await checkout.replace("inventory/topology.yaml", /^sites:\n/m, "sites:\n  boathouse:\n    description: A shed by the lake.\n");
    await checkout.replace("inventory/topology.yaml", /(\n {2}PIHA:\n(?: {4}.*\n)*? {4}site:) saturn/, "$1 boathouse");
    const { default: own } = (await import(checkout.path("src/index.ts"))) as { default: typeof program };
    const { error, resources } = await runProgram(own, { stack: "boathouse" });
    expect(error).toBeUndefined();
    expect([...ofType(resources, "homelab:components:Node").keys()]).toEqual(["PIHA"]);
  });

  it("prepares the machines that the setting names, before anything is placed on them, and no other", async () => {
    const { resources, error } = await runProgram(program, { stack: "saturn", config: { "homelab:bootstrap": "PIHA" } });
    expect(error).toBeUndefined();
    const commands = [...ofType(resources, "command:remote:Command").keys()];
    expect(commands[0]).toBe("PIHA/bootstrap/10-packages");
    expect(commands.every((name) => name.startsWith("PIHA/"))).toBe(true);
    const layouts = ofType(resources, "homelab:node:Layout");
    expect(layouts.get("PIHA/layout")?.dependsOn).toEqual(commands);
    expect(layouts.get("SATURN/layout")?.dependsOn).toEqual([]);
  });

  it("ends with one sentence when the setting names no node", async () => {
    const { error } = await runProgram(program, { stack: "saturn", config: { "homelab:bootstrap": "PIHAA" } });
    expect(String(error)).toContain(
      'homelab:bootstrap names PIHAA, which is no node of saturn; allowed: SATURN, SOLARIA, PIHA; did you mean "PIHA"?',
    );
  });

  it("ends with the whole report, and without a stack trace, when the data are wrong", async () => {
    await using checkout = await Checkout.create();
    await checkout.replace("hosts/vps/capabilities.yaml", "uplink:", "uplnk:");
    await checkout.replace("hosts/piha/services.yaml", "services:", "servces:");
    const broken = (await import(checkout.path("src/index.ts"))) as { default: typeof program };
    const { error, resources } = await runProgram(broken.default, { stack: "vps" });
    // Only the message of a RunError is shown.
    if (!pulumi.RunError.isInstance(error)) throw new Error(`expected a RunError, got ${String(error)}`);
    expect(error.message).toContain("hosts/vps/capabilities.yaml");
    expect(error.message).toContain('did you mean "uplink"?');
    expect(error.message).toContain("hosts/piha/services.yaml");
    expect(error.message).not.toContain("    at ");
    expect(resources).toEqual([]);
  });
});
