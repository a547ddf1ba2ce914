import * as pulumi from "@pulumi/pulumi";
import { beforeAll, beforeEach, expect, test } from "vitest";

import { resourceTypes } from "../../provider/kinds/index.ts";
import { Layout, Project } from "../../src/resources/index.ts";

interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

const registered: Registered[] = [];

beforeAll(async () => {
  await pulumi.runtime.setMocks(
    {
      newResource: (args) => {
        const { type, name } = args;
        const inputs = args.inputs as Record<string, unknown>;
        registered.push({ type, name, inputs });
        // What the provider's check adds comes back as outputs.
        const filled = type === Layout.token ? { root: "/opt/homelab", ...inputs } : inputs;
        return { id: "", state: filled };
      },
      call: ({ token }) => {
        throw new Error(`unexpected call of ${token}`);
      },
    },
    "homelab",
    "vps",
    true,
  );
});
beforeEach(() => void registered.splice(0));

function value<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply((known) => resolve(known)));
}

const document = { services: { outline: { image: "outlinewiki/outline:0.82.0" } } };

test("a project is registered under the provider's token with its arguments as they are", async () => {
  const project = new Project("VPS/outline", {
    node: "VPS",
    site: "vps",
    service: "outline",
    project: "outline",
    document,
    contract: { owner_node: "VPS" },
    files: { "files/app.conf": { content: "port = 3000\n" } },
  });
  expect(await value(project.urn)).toContain("homelab:compose:Project::VPS/outline");
  expect(registered).toEqual([
    {
      type: "homelab:compose:Project",
      name: "VPS/outline",
      inputs: {
        node: "VPS",
        site: "vps",
        service: "outline",
        project: "outline",
        document,
        contract: { owner_node: "VPS" },
        files: { "files/app.conf": { content: "port = 3000\n" } },
      },
    },
  ]);
  expect(await value(project.document)).toEqual(document);
});

test("an output that was not given as an argument is there all the same", async () => {
  const layout = new Layout("VPS/layout", { node: "VPS", site: "vps", folders: { data: {} }, capabilities: {} });
  expect(await value(layout.root)).toBe("/opt/homelab");
});

test.each([
  // The provider's check works the status out of the document: nobody can ask for another one.
  [Project.token, ["node", "site", "service", "project", "document", "contract", "exposure", "files", "status"]],
  [Layout.token, ["node", "site", "root", "folders", "capabilities", "topology"]],
])("the provider knows %s and takes just the arguments that the class has", (token, names) => {
  expect(Object.keys(resourceTypes.get(token)?.inputs.shape ?? {})).toEqual(names);
});
