import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { repository } from "../../support/checkout.ts";

const parts = path.join(repository, "provider/deploy/node/runner");

describe.each([
  ["dash", ["dash"]],
  ["busybox", ["busybox", "ash"]],
])("the words of a run in %s", (_, shell) => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), "hl-words-"));
    await mkdir(path.join(root, "state/deploy/web/incoming-r1"), { recursive: true });
    await mkdir(path.join(root, "config/web"), { recursive: true });
    const settings = ["project web", "node EDGE", "mode deploy", "digest d", "by anna@saturn, process 1", "generation plugin"];
    await writeFile(path.join(root, "state/deploy/web/incoming-r1/settings"), `${settings.join("\n")}\n`);
  });
  afterEach(() => rm(root, { recursive: true }));

  /** Runs shell text behind the settings and words of a run; `$4` and on are the arguments. */
  async function run(text: string, ...args: readonly string[]): Promise<string> {
    const words = await Promise.all(["settings.sh", "words.sh"].map((name) => readFile(path.join(parts, name), "utf8")));
    const [program = "", ...rest] = shell;
    const script = path.join(root, "script.sh");
    await writeFile(script, `${words.join("\n")}\n${text}\n`);
    return (await execa(program, [...rest, script, root, "web", "r1", ...args], { stdin: "ignore" })).stdout;
  }

  const env = (text: string): Promise<void> => writeFile(path.join(root, "config/web/.env"), text);

  test("hide every value of the env file, in whatever way it is quoted, and nothing of the names", async () => {
    await env(
      '# a comment\nPLAIN=hunter2\nexport QUOTED=\'with space\'\nDOUBLE="dou#ble" # why\nTRAILING=value # not part\nLONG=hunter2hunter2\nMULTI="first line\nsecond line"\n',
    );
    const text = "PLAIN hunter2 with space dou#ble value hunter2hunter2 first line; second line; why";
    expect(await run(`printf '%s\\n' "$4" | redact`, text)).toBe(
      "PLAIN (hidden) (hidden) (hidden) (hidden) (hidden) (hidden); (hidden); why",
    );
  });

  test("hide short values only when they are secrets", async () => {
    await env("PIN=q7\nLEVEL=on\n");
    await writeFile(path.join(root, "state/deploy/web/incoming-r1/secrets"), "PIN\n");
    expect(await run(`printf '%s\\n' "$4" | redact`, "pin q7, level on")).toBe("pin (hidden), level on");
  });

  test("write a record and an event that are JSON in one line, whatever the reason holds", async () => {
    await env("TOKEN=mArKeD-value\n");
    const reason = 'say "hi" \\ $(touch pwned) `x`\nnext\tline mArKeD-value caf\u00e9 \u001b[31m';
    await run('record deploy failed "$4"; event deployment_failed error "$4"', reason);
    const record = JSON.parse(await readFile(path.join(root, "state/deploy/web.json"), "utf8")) as { reason: string; stage: string };
    expect(record).toMatchObject({ stage: "deploy", outcome: "failed", by: "anna@saturn, process 1", sequence: 1 });
    expect(record.reason).toBe('say "hi" \\ $(touch pwned) `x` next line (hidden) caf?? [31m');
    const [day = ""] = (await execa("ls", [path.join(root, "events")])).stdout.split("\n");
    const lines = (await readFile(path.join(root, "events", day, "EDGE/events.jsonl"), "utf8")).split("\n");
    expect(lines).toHaveLength(2);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ type: "deployment_failed", node: "EDGE", service: "web", message: record.reason });
  });

  test("begin a new line behind one that a power cut tore", async () => {
    const day = new Date().toISOString().slice(0, 10);
    await mkdir(path.join(root, "events", day, "EDGE"), { recursive: true });
    const file = path.join(root, "events", day, "EDGE/events.jsonl");
    await writeFile(file, '{"torn":');
    await run("event deployment_started info hello");
    const [torn, line = "", end] = (await readFile(file, "utf8")).split("\n");
    expect([torn, end]).toEqual(['{"torn":', ""]);
    expect(JSON.parse(line)).toMatchObject({ type: "deployment_started" });
  });
});
