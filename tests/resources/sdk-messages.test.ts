import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { repository } from "../support/checkout.ts";

/** The texts of the functions that send messages, after the resources of this project were imported. */
async function senders(env: Readonly<Record<string, string>>): Promise<Record<"debug" | "info", string>> {
  const script = `import * as pulumi from "@pulumi/pulumi"; import "./src/resources/index.ts";
    console.log(JSON.stringify({ debug: String(pulumi.log.debug), info: String(pulumi.log.info) }));`;
  const { stdout } = await execa(process.execPath, ["--input-type=module", "--eval", script], { cwd: repository, env });
  return JSON.parse(stdout) as Record<"debug" | "info", string>;
}

describe("what the SDK says of every step", () => {
  it("is not sent to the engine, and everything else is", async () => {
    const { debug, info } = await senders({});
    expect(debug).not.toContain("getEngine");
    expect(info).toContain("getEngine");
  });

  it("is sent when somebody asked for it", async () => {
    expect((await senders({ HOMELAB_SDK_MESSAGES: "true" })).debug).toContain("getEngine");
  });
});
