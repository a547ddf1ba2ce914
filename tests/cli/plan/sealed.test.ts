import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";

import { readBundle } from "../../../cli/plan/bundle.ts";
import { newIdentity, openBundle, recipientsOf, sealBundle } from "../../../cli/plan/sealed.ts";
import { sha256 } from "../../../cli/plan/canonical.ts";
import { manifestOf } from "./support/manifest.ts";

const around = mkdtempSync(path.join(tmpdir(), "homelab-sealed-"));
afterAll(() => rmSync(around, { recursive: true }));

function bundleFiles(): [string, string][] {
  const others: [string, string][] = [
    ["engine-plan.json", '{"value":"a-value-of-the-plan"}'],
    ["summary.md", "# a\n"],
    ["changes.json", "{}"],
  ];
  const manifest = manifestOf({ files: Object.fromEntries(others.map(([name, text]) => [name, sha256(text)])) });
  return [...others, ["manifest.json", JSON.stringify(manifest)]];
}

let count = 0;
/** A bundle in a folder, an identity and its recipient. */
async function made() {
  const folder = path.join(around, String(++count));
  mkdirSync(path.join(folder, "plan"), { recursive: true });
  for (const [name, text] of bundleFiles()) writeFileSync(path.join(folder, "plan", name), text);
  const identity = path.join(folder, "identity");
  const recipient = await newIdentity(identity);
  return { plan: path.join(folder, "plan"), sealed: path.join(folder, "out", "plan.age"), identity, recipient };
}

describe("a sealed bundle", () => {
  it("says nothing of the plan, and opens on each runner that it was sealed for, to the very same bundle", async () => {
    const { plan, sealed, identity, recipient } = await made();
    const other = await made();
    await sealBundle(plan, recipientsOf(`${recipient}, ${other.recipient}`), sealed);
    const bytes = readFileSync(sealed);
    expect(bytes.toString("latin1")).toMatch(/^age-encryption\.org\/v1\n/);
    expect(bytes.includes("a-value-of-the-plan")).toBe(false);
    expect(statSync(sealed).mode & 0o777).toBe(0o600);
    expect(statSync(identity).mode & 0o777).toBe(0o600);
    for (const file of [identity, other.identity]) {
      let folder: string;
      {
        using opened = await openBundle(sealed, { HOMELAB_BUNDLE_IDENTITY_FILE: file });
        ({ folder } = opened);
        expect(readBundle(folder).sha256).toBe(readBundle(plan).sha256);
      }
      expect(existsSync(folder)).toBe(false);
    }
  });

  it("takes what opens it out of the environment, so that no other process gets to see it", async () => {
    const { plan, sealed, identity, recipient } = await made();
    await sealBundle(plan, [recipient], sealed);
    const env: NodeJS.ProcessEnv = { HOMELAB_BUNDLE_IDENTITY: readFileSync(identity, "utf8") };
    using opened = await openBundle(sealed, env);
    expect(existsSync(opened.folder)).toBe(true);
    expect(env).toEqual({});
  });

  it("is opened by nobody else, and not when a byte of it was changed", async () => {
    const { plan, sealed, identity, recipient } = await made();
    const other = await made();
    await sealBundle(plan, [recipient], sealed);
    await expect(openBundle(sealed, { HOMELAB_BUNDLE_IDENTITY_FILE: other.identity })).rejects.toThrow(
      /cannot be opened: .*; fix: seal it for this runner/,
    );
    await expect(openBundle(sealed, {})).rejects.toThrow(
      "the bundle is sealed, and nothing opens it; fix: set HOMELAB_BUNDLE_IDENTITY_FILE",
    );
    const bytes = readFileSync(sealed);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    writeFileSync(sealed, bytes);
    await expect(openBundle(sealed, { HOMELAB_BUNDLE_IDENTITY_FILE: identity })).rejects.toThrow("cannot be opened");
  });

  it("does not leave the machine without a recipient", () => {
    expect(() => recipientsOf("")).toThrow(
      "there is no recipient in HOMELAB_BUNDLE_RECIPIENTS; a bundle leaves this machine encrypted or not at all",
    );
    expect(() => recipientsOf("ssh-ed25519")).toThrow('"ssh-ed25519" is no recipient');
  });

  it("is a folder as it is where nothing was sealed", async () => {
    const { plan } = await made();
    using opened = await openBundle(plan, {});
    expect(opened.folder).toBe(plan);
  });
});
