import { Command } from "@pulumi/command/remote/command.js";
import type { Provider as CommandProvider } from "@pulumi/command/provider.js";
import * as pulumi from "@pulumi/pulumi";

import type { NodeFacts } from "../inventory/inventory.ts";
import { bootstrapSteps } from "./bootstrap-steps.ts";

export interface BootstrapArgs {
  /** The machine that is to become a node. */
  readonly facts: NodeFacts;
  /** The account that may do everything on it, without asking for a password. @default "root" */
  readonly user?: string;
  /** The provider of the commands. */
  readonly commands: CommandProvider;
}

/**
 * Makes a Debian machine a node: one command a step, each after the one before. A step looks first and changes only what is not so
 * yet, and it runs again when its script or settings change. The login is the one of the person's SSH agent, so nothing secret is
 * an input; leaving the component out again changes nothing on the machine.
 */
export class Bootstrap extends pulumi.ComponentResource {
  static readonly token = "homelab:components:Bootstrap";

  readonly steps: readonly Command[];

  constructor(name: string, args: BootstrapArgs, options?: pulumi.ComponentResourceOptions) {
    super(Bootstrap.token, name, {}, options);
    const { facts, user = "root", commands } = args;
    const { address, connection } = facts.topology;
    const steps: Command[] = [];
    for (const { name: step, script } of bootstrapSteps(facts)) {
      const before = steps.at(-1);
      steps.push(
        new Command(
          `${name}/${step}`,
          {
            connection: { host: address, user, port: connection.kind === "ssh" ? connection.port : 22 },
            // 2 says that something was changed, 10 that a person has the last word; both are no failure.
            create: `${user === "root" ? "" : "sudo -n "}sh -s; status=$?; case $status in 0|2|10) exit 0;; *) exit "$status";; esac`,
            stdin: script,
            triggers: [script],
          },
          { parent: this, provider: commands, ...(before === undefined ? {} : { dependsOn: [before] }) },
        ),
      );
    }
    this.steps = steps;
    this.registerOutputs({ node: facts.name });
  }
}
