import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { readEnvFile } from "../../../provider/docker/env-file.ts";
import { composeProgram } from "../../support/compose-engines.ts";

const FILES: Readonly<Record<string, string>> = {
  plain: "A=1\nB=two words\n",
  quoted: `A='single $B'\nB="double"\nC="with # sign" # comment\n`,
  comments: "# one\nA=1 # two\nB=1#three\n\n   C=3\n",
  spaces: "A = 1\nB=  x  \nC=\n",
  exported: "export A=1\nexport  B=2\n",
  braces: "A=1\nB=${A}x\nC=${MISSING:-y}\n",
  escapes: `A="one\\ntwo"\nB='one\\ntwo'\n`,
  windows: "A=1\r\nB=2\r\n",
  equals: "A=b=c==\nB=https://user:pw@host/?a=1&b=2\n",
  twice: "A=1\nA=2\n",
};

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hl-env-"));
});

afterAll(async () => rm(folder, { recursive: true, force: true }));

/** What Compose makes of A, B and C. */
async function asked(generation: "v1" | "v2", text: string): Promise<Record<string, string>> {
  const document = {
    version: "2.4",
    services: { s: { image: "x", environment: { A: "<${A-unset}>", B: "<${B-unset}>", C: "<${C-unset}>" } } },
  };
  await writeFile(join(folder, "docker-compose.yml"), JSON.stringify(document));
  await writeFile(join(folder, "env"), text);
  const { stdout } = await execa(
    await composeProgram(generation),
    [
      "--project-name",
      "p",
      "--project-directory",
      folder,
      "--file",
      join(folder, "docker-compose.yml"),
      "--env-file",
      join(folder, "env"),
      "config",
    ],
    { env: { PATH: process.env["PATH"] ?? "", HOME: folder }, extendEnv: false, stdin: "ignore" },
  );
  const { parse } = await import("yaml");
  const { services } = parse(stdout) as { services: { s: { environment: Record<string, string> } } };
  // `config` prints dollars doubled.
  return Object.fromEntries(Object.entries(services.s.environment).map(([name, value]) => [name, value.replaceAll("$$", "$")]));
}

describe("an env file is read as Compose reads it", () => {
  test.each(Object.entries(FILES))("%s, by version 1 and by version 2", { timeout: 60_000 }, async (_, text) => {
    for (const generation of ["v1", "v2"] as const) {
      const { variables } = readEnvFile(text, generation);
      const ours = Object.fromEntries(["A", "B", "C"].map((name) => [name, `<${variables.get(name) ?? "unset"}>`]));
      expect(ours, generation).toEqual(await asked(generation, text));
    }
  });

  test("says at which line Compose gives up, and no value", () => {
    expect(readEnvFile('A=1\nB="s3cret\n', "v2")).toEqual({ variables: new Map(), fault: "line 2 cannot be read" });
  });
});
