import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { isKnownData, otherPaths, programPaths } from "../../../cli/review/paths.ts";
import { repository } from "../../support/checkout.ts";

const tracked = async () => (await execa("git", ["ls-files"], { cwd: repository })).stdout.split("\n");

describe("the files of a change", () => {
  it("are data in the data's folders only, and there every one of today's is", async () => {
    const files = await tracked();
    const data = files.filter(isKnownData);
    expect(data.length).toBeGreaterThan(100);
    expect(data.filter((file) => !/^(inventory|hosts|services)\/|^Pulumi\.[a-z]+\.yaml$/.test(file))).toEqual([]);
    const other = files.filter((file) => /^(inventory|hosts)\//.test(file) && !isKnownData(file));
    expect(other).toEqual([]);
  });

  it("have a kind each, in a checkout as it is: nothing is left over", async () => {
    const kinds = otherPaths(await tracked());
    expect(kinds.find(({ kind }) => kind === "other files")).toBeUndefined();
    expect(kinds.flatMap(({ paths }) => paths)).toHaveLength((await tracked()).filter((file) => !isKnownData(file)).length);
  });

  it.each([
    [".npmrc", "the packages"],
    ["services/outline/.npmrc", "the packages"],
    ["bootstrap/run.sh", "what makes a machine a node"],
    ["tests/security/x.test.ts", "the tests"],
    [".github/workflows/preview.yml", "the workflows"],
    [".gitea/workflows/x.yml", "the workflows"],
    ["cli/start.mjs", "the commands"],
    ["setup/start/tracked.mjs", "the commands"],
    [".gitignore", "the settings of tools"],
    ["services/.gitignore", "the settings of tools"],
    [".homelab/bin/git", "what only this machine writes"],
    ["dotfiles/.bashrc", "other files"],
    ["inventory/secrets.py", "other files"],
    ["hosts/vps/run.sh", "other files"],
    ["services/outline/evil.js", "other files"],
    ["anything", "other files"],
    ["README.md", "the documentation"],
  ])("name %s as %s", (file, kind) => {
    expect(otherPaths(["inventory/topology.yaml", file])).toEqual([{ kind, paths: [file] }]);
  });

  it("run when the change is rendered only where they are program or packages", () => {
    const paths = [
      "src/index.ts",
      "Pulumi.yaml",
      ".npmrc",
      "package-lock.json",
      "provider/x.ts",
      "docs/a.md",
      "policy/a.ts",
      "Pulumi.vps.yaml",
    ];
    expect(programPaths(paths)).toEqual(["src/index.ts", "Pulumi.yaml", ".npmrc", "package-lock.json", "provider/x.ts"]);
  });
});
