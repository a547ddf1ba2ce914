import { describe, expect, it } from "vitest";

import { platformOf } from "../../../cli/ci/platform.ts";
import { checkSettings } from "../../../cli/ci/settings.ts";
import { PlatformServer } from "./support/platform-server.ts";

const mainOnly = { deployment_branch_policy: { protected_branches: true, custom_branch_policies: false } };
const reviewers = { protection_rules: [{ type: "required_reviewers", reviewers: [{ type: "User" }] }] };

/** What is found in the settings of a repository, a good one but for what is changed. */
async function found(change: (server: PlatformServer) => void) {
  await using server = await PlatformServer.start();
  server.environments.set("plan", { ...mainOnly, protection_rules: [] });
  server.environments.set("vps", { ...mainOnly, ...reviewers });
  change(server);
  return await checkSettings(platformOf(server.env), "vps");
}

function open(server: PlatformServer): void {
  server.repository = { private: false };
  server.administration.set("actions/permissions/fork-pr-contributor-approval", { approval_policy: "all_external_contributors" });
  server.administration.set("actions/runners", { runners: [{ name: "mesh", ephemeral: true, labels: [{ name: "homelab" }] }] });
  for (const environment of ["plan", "vps"])
    server.administration.set(`environments/${environment}/secrets`, { secrets: [{ name: "HOMELAB_SSH_KEY" }] });
}

describe("the settings of the repository", () => {
  it("lack nothing when they are as the page says", async () => {
    expect(await found(() => undefined)).toEqual({ missing: [], unknown: [] });
    expect(await found(open)).toEqual({ missing: [], unknown: [] });
  });

  it.each([
    ["an environment", (server: PlatformServer) => void server.environments.delete("plan"), "there is no environment plan"],
    [
      "a limit to the default branch",
      (server: PlatformServer) => void server.environments.set("vps", { deployment_branch_policy: null, ...reviewers }),
      "every branch may use the environment vps",
    ],
    [
      "a reviewer",
      (server: PlatformServer) =>
        void server.environments.set("vps", { ...mainOnly, protection_rules: [{ type: "required_reviewers", reviewers: [] }] }),
      "the environment vps waits for nobody",
    ],
    [
      "the approval of outsiders' runs",
      (server: PlatformServer) => {
        open(server);
        server.administration.set("actions/permissions/fork-pr-contributor-approval", { approval_policy: "first_time_contributors" });
      },
      "outside contributors' workflows run without an approval",
    ],
    [
      "an ephemeral runner",
      (server: PlatformServer) => {
        open(server);
        server.administration.set("actions/runners", { runners: [{ name: "mesh", ephemeral: false, labels: [{ name: "homelab" }] }] });
      },
      "the runner mesh is used again for the next job",
    ],
    [
      "the key of the nodes",
      (server: PlatformServer) => {
        open(server);
        server.administration.set("environments/vps/secrets", { secrets: [] });
      },
      "the environment vps has no HOMELAB_SSH_KEY",
    ],
  ])("are refused without %s", async (_, change, says) => {
    const { missing } = await found(change);
    expect(missing).toHaveLength(1);
    expect(missing[0]).toContain(says);
    expect(missing[0]).toContain("; fix: ");
  });

  it("of a public repository are said to be unknown where the job may not see them", async () => {
    const { missing, unknown } = await found((server) => (server.repository = { private: false }));
    expect(missing).toEqual([]);
    expect(unknown).toEqual([
      "whether the runs of outside contributors wait for an approval",
      "whether the runners are ephemeral",
      "whether the SSH key is a secret of the environment plan",
      "whether the SSH key is a secret of the environment vps",
    ]);
  });
});
