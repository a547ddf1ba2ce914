import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { z } from "zod";
import { oneLine } from "../../compose/problem.ts";
import { ExpectedError } from "../../setup/expected.ts";
import { readBundle, writeBundle } from "./bundle.ts";

/** The file of a bundle that leaves the machine that made it: age, for the runners that apply. */
const LARGEST = 512 * 1024 * 1024;

/** The bundle's files by name, in base64. */
const contents = z.record(z.string().max(100), z.base64());

/**
 * The recipients of bundles: one for every runner that applies, separated by blanks or commas.
 *
 * @throws ExpectedError for none, and for what is no recipient
 */
export function recipientsOf(text: string | undefined): string[] {
  const recipients = (text ?? "").split(/[\s,]+/).filter((one) => one !== "");
  const wrong = recipients.filter((one) => !/^age1[0-9a-z]{20,3000}$/.test(one));
  if (recipients.length > 0 && wrong.length === 0) return recipients;
  throw new ExpectedError(
    `${wrong.length === 0 ? "there is no recipient" : `${JSON.stringify(wrong[0])} is no recipient`} in HOMELAB_BUNDLE_RECIPIENTS; a bundle leaves this machine encrypted or not at all; allowed: age1…, one for every runner that applies; fix: node cli/start.mjs ci identity --out FILE makes one`,
  );
}

/**
 * Makes what opens bundles on one runner, in a file that only this account can read.
 *
 * @returns its recipient
 * @throws ExpectedError when the file is there already
 */
export async function newIdentity(file: string): Promise<string> {
  const identity = await generateX25519Identity();
  try {
    writeFileSync(file, `${identity}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    throw new ExpectedError(`${file} cannot be written: ${oneLine(error instanceof Error ? error.message : String(error))}`);
  }
  return identityToRecipient(identity);
}

/**
 * Encrypts a bundle for the runners that may apply it.
 *
 * @throws ExpectedError when there is no bundle, or no recipient
 */
export async function sealBundle(folder: string, recipients: readonly string[], out: string): Promise<void> {
  const { files } = readBundle(folder);
  const encrypter = new Encrypter();
  for (const recipient of recipients) {
    try {
      encrypter.addRecipient(recipient);
    } catch {
      throw new ExpectedError(`${JSON.stringify(recipient)} in HOMELAB_BUNDLE_RECIPIENTS is no recipient; allowed: age1…`);
    }
  }
  const text = JSON.stringify(Object.fromEntries([...files].map(([name, content]) => [name, content.toString("base64")])));
  mkdirSync(dirname(out), { recursive: true, mode: 0o700 });
  writeFileSync(out, await encrypter.encrypt(text), { mode: 0o600, flag: "wx" });
}

/** A bundle as a folder. */
export interface OpenedBundle extends Disposable {
  readonly folder: string;
}

/**
 * A bundle as a folder: that very folder, or what a sealed file holds, in a folder of its own that is removed in the end. What opens a
 * sealed one is HOMELAB_BUNDLE_IDENTITY, or the file that HOMELAB_BUNDLE_IDENTITY_FILE names; no other process gets to see it.
 *
 * @throws ExpectedError when it cannot be opened
 */
export async function openBundle(place: string, env: NodeJS.ProcessEnv): Promise<OpenedBundle> {
  const { HOMELAB_BUNDLE_IDENTITY: identity = "", HOMELAB_BUNDLE_IDENTITY_FILE: file = "" } = env;
  delete env["HOMELAB_BUNDLE_IDENTITY"];
  const stats = lstatSync(place, { throwIfNoEntry: false });
  if (stats?.isFile() !== true) return { folder: place, [Symbol.dispose]: () => undefined };
  if (stats.size > LARGEST) throw new ExpectedError(`${place} has more than ${String(LARGEST)} bytes, which no bundle has`);
  const files = await decrypted(place, identity === "" ? identityIn(file) : identity);
  const around = mkdtempSync(join(tmpdir(), "homelab-bundle-"));
  const opened = { folder: join(around, "bundle"), [Symbol.dispose]: () => rmSync(around, { recursive: true, force: true }) };
  try {
    writeBundle(opened.folder, files);
    return opened;
  } catch (error) {
    opened[Symbol.dispose]();
    throw error;
  }
}

function identityIn(file: string): string {
  if (file === "")
    throw new ExpectedError(
      "the bundle is sealed, and nothing opens it; fix: set HOMELAB_BUNDLE_IDENTITY_FILE, or HOMELAB_BUNDLE_IDENTITY in the protected environment",
    );
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new ExpectedError(`HOMELAB_BUNDLE_IDENTITY_FILE: ${oneLine(error instanceof Error ? error.message : String(error))}`);
  }
}

async function decrypted(file: string, identities: string): Promise<Map<string, Buffer>> {
  const decrypter = new Decrypter();
  try {
    for (const line of identities.split("\n").map((text) => text.trim()))
      if (line !== "" && !line.startsWith("#")) decrypter.addIdentity(line);
  } catch {
    throw new ExpectedError("what should open the bundle is no identity; allowed: AGE-SECRET-KEY-1…, one a line");
  }
  try {
    const found = contents.parse(JSON.parse(await decrypter.decrypt(readFileSync(file), "text")));
    const strange = Object.keys(found).find((name) => !/^[\w-]+\.(json|md)$/.test(name));
    if (strange !== undefined) throw new Error(`it holds ${JSON.stringify(strange)}`);
    return new Map(Object.entries(found).map(([name, text]) => [name, Buffer.from(text, "base64")]));
  } catch (error) {
    throw new ExpectedError(
      `${file} cannot be opened: ${oneLine(error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error))}; fix: seal it for this runner (HOMELAB_BUNDLE_RECIPIENTS), and let the runner have the identity that belongs to it`,
    );
  }
}
