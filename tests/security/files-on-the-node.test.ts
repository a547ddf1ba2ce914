import { lstat, mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { repository } from "../support/checkout.ts";

const runner = path.join(repository, "provider/deploy/node/runner");

describe.each([
  ["dash", ["dash"]],
  ["busybox", ["busybox", "ash"]],
  ["bash", ["bash", "--posix"]],
])("files from git on a node with %s", (_, shell) => {
  let root: string;
  let project: string;

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), "hl-placed-"));
    project = path.join(root, "services/web");
    for (const folder of [project, path.join(root, "state/deploy/web/incoming-r1"), path.join(root, "outside")])
      await mkdir(folder, { recursive: true });
    await write("outside/victim", "mine");
  });
  afterEach(() => rm(root, { recursive: true }));

  async function write(file: string, content: string): Promise<void> {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), content);
  }
  const incoming = "state/deploy/web/incoming-r1";
  const formerly = "state/deploy/web/last-good/files";
  const read = (file: string): Promise<string> => readFile(path.join(root, file), "utf8");
  const isThere = (file: string): Promise<boolean> =>
    lstat(path.join(root, file)).then(
      () => true,
      () => false,
    );

  /** Runs text behind the functions of the runner that place files. */
  async function run(text: string): Promise<{ exitCode: number | undefined; stdout: string; stderr: string }> {
    const script = path.join(root, "script.sh");
    await writeFile(
      script,
      `umask 077; directory=${project} incoming=${path.join(root, incoming)} good=${path.join(root, "state/deploy/web/last-good")}\n. ${runner}/files.sh\n${text}\n`,
    );
    const [program = "", ...rest] = shell;
    const { exitCode, stdout, stderr } = await execa(program, [...rest, script], { stdin: "ignore", reject: false });
    return { exitCode, stdout, stderr };
  }
  const deploy = `put_files_beside || exit 1; turn_files "$incoming/files" || exit 1; drop_former "$good/files" "$incoming/files" "$incoming/covered"; drop_files_beside`;

  test("are placed with their modes, and what is right already keeps its inode", async () => {
    await write(`${incoming}/files/files/a 'b" $(touch pwned).conf`, "one");
    await write(`${incoming}/files/files/deep/er/start.sh`, "two");
    await execa("chmod", ["755", path.join(root, `${incoming}/files/files/deep/er/start.sh`)]);
    expect((await run(deploy)).exitCode).toBe(0);
    expect(await read(`services/web/files/a 'b" $(touch pwned).conf`)).toBe("one");
    const placed = await stat(path.join(project, "files/deep/er/start.sh"));
    expect(placed.mode & 0o777).toBe(0o755);
    await write(`${incoming}/files/files/a 'b" $(touch pwned).conf`, "changed");
    expect((await run(deploy)).exitCode).toBe(0);
    expect((await stat(path.join(project, "files/deep/er/start.sh"))).ino).toBe(placed.ino);
    expect(await read(`services/web/files/a 'b" $(touch pwned).conf`)).toBe("changed");
    expect((await readdir(project)).filter((name) => name !== "files")).toEqual([]);
  });

  test("are removed when git drops them, and whatever a container wrote into since is kept and named", async () => {
    for (const name of ["dropped.conf", "acme.json"]) await write(`${formerly}/files/${name}`, "seed");
    await write("services/web/files/dropped.conf", "seed");
    await write("services/web/files/acme.json", "data written by the container");
    await mkdir(path.join(root, incoming, "files"));
    const { stdout } = await run(deploy);
    expect(await isThere("services/web/files/dropped.conf")).toBe(false);
    expect(await read("services/web/files/acme.json")).toBe("data written by the container");
    expect(stdout).toMatch(/files\/acme\.json was kept on the node, since it is not what was placed/);
    expect(stdout).not.toMatch(/dropped/);
  });

  test("are kept where a mount or data covers them, however equal they still are", async () => {
    for (const name of ["data/seed.db", "data2/gone", "one.conf"]) {
      await write(`${formerly}/files/${name}`, "seed");
      await write(`services/web/files/${name}`, "seed");
    }
    await mkdir(path.join(root, incoming, "files"));
    await write(`${incoming}/covered`, "tree\tfiles/data\tweb mounts it and may write there\nfile\tfiles/one.conf\tweb still mounts it\n");
    const { stdout } = await run(deploy);
    expect(await read("services/web/files/data/seed.db")).toBe("seed");
    expect(await read("services/web/files/one.conf")).toBe("seed");
    expect(await isThere("services/web/files/data2/gone")).toBe(false);
    expect(stdout).toMatch(/files\/data\/seed\.db was kept on the node, since web mounts it and may write there/);
  });

  test("are not removed through a link", async () => {
    await write(`${formerly}/files/victim`, "mine");
    await mkdir(path.join(root, incoming, "files"));
    await symlink(path.join(root, "outside"), path.join(project, "files"));
    const { stdout } = await run(deploy);
    expect(await read("outside/victim")).toBe("mine");
    expect(stdout).toMatch(/files\/victim was kept on the node, since .*services\/web\/files is a link/);
  });

  test.each([
    ["a folder", "files/conf.d", "outside"],
    ["the folder above", "files", "outside"],
    ["the file itself", "files/conf.d/app.conf", "outside/victim"],
    ["the file itself, which leads nowhere,", "files/conf.d/app.conf", "outside/new"],
    ["the file itself, which leads to a folder,", "files/conf.d/app.conf", "outside"],
    ["the document", "docker-compose.yml", "outside/victim"],
  ])("are all refused with its path when %s is a link", async (_what, link, target) => {
    await write(`${incoming}/files/files/a-first.conf`, "from git");
    await write(`${incoming}/files/files/conf.d/app.conf`, "from git");
    await mkdir(path.dirname(path.join(project, link)), { recursive: true });
    await symlink(path.join(root, target), path.join(project, link));
    const before = await readdir(project, { recursive: true });
    const { exitCode, stderr } = await run(deploy);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`services/web/${link} is a link, and nothing is written through a link`);
    expect(await readdir(path.join(root, "outside"))).toEqual(["victim"]);
    expect(await read("outside/victim")).toBe("mine");
    expect(await readdir(project, { recursive: true })).toEqual(before);
  });

  test("are not led astray by links at names that a copy could have", async () => {
    await write(`${incoming}/files/files/y.conf`, "from git");
    await mkdir(path.join(project, "files"));
    await symlink(path.join(root, "outside/victim"), path.join(project, "files/y.conf.homelab-new"));
    await symlink(path.join(root, "outside/victim"), path.join(project, "docker-compose.yml.homelab-new"));
    await write(`${incoming}/document.yml`, "services: {}\n");
    expect((await run(`${deploy}; place_document "$incoming/document.yml"`)).exitCode).toBe(0);
    expect(await read("services/web/files/y.conf")).toBe("from git");
    expect(await read("outside/victim")).toBe("mine");
  });

  test("are refused when a link is made after they were looked at", async () => {
    await write(`${incoming}/files/files/a.conf`, "from git");
    await write(`${incoming}/files/files/conf.d/app.conf`, "from git");
    await mkdir(path.join(project, "files/conf.d"), { recursive: true });
    const { stderr, stdout } = await run(
      `put_files_beside || exit 1; rmdir "$directory/files/conf.d"; ln -s "${root}/outside" "$directory/files/conf.d"; turn_files "$incoming/files" || echo refused`,
    );
    expect(stdout).toBe("refused");
    expect(stderr).toContain("files/conf.d is a link");
    expect(await readdir(path.join(root, "outside"))).toEqual(["victim"]);
  });

  test("are never written outside while a container swaps a folder and a link", async () => {
    await write(`${incoming}/files/files/conf.d/app.conf`, "from git");
    await mkdir(path.join(project, "files/conf.d"), { recursive: true });
    await execa("ln", ["-s", path.join(root, "outside"), path.join(project, "files/evil")]);
    await run(`
      ( cd "$directory/files"; while [ -d "$incoming" ]; do mv conf.d kept 2>/dev/null; mv -T evil conf.d 2>/dev/null; mv -T conf.d evil; mv -T kept conf.d 2>/dev/null; done ) 2>/dev/null &
      swapper=$!
      for round in 1 2 3 4 5 6 7 8; do
        printf '%s' "$round" >"$incoming/files/files/conf.d/app.conf"
        { put_files_beside && turn_files "$incoming/files"; } 2>/dev/null
      done
      kill "$swapper"`);
    expect(await readdir(path.join(root, "outside"))).toEqual(["victim"]);
    expect(await read("outside/victim")).toBe("mine");
  });

  test("leave a link in the event log alone", async () => {
    await write(`${incoming}/settings`, "project web\nnode EDGE\nmode deploy\ndigest d\nby anna\ngeneration plugin\n");
    const day = new Date().toISOString().slice(0, 10);
    await mkdir(path.join(root, "events", day), { recursive: true });
    await symlink(path.join(root, "outside"), path.join(root, "events", day, "EDGE"));
    const [program = "", ...rest] = shell;
    const parts = await Promise.all(["settings.sh", "words.sh"].map((name) => readFile(path.join(runner, name), "utf8")));
    await write("script.sh", `${parts.join("\n")}\nevent deployment_started info hello\n`);
    const { stdout } = await execa(program, [...rest, path.join(root, "script.sh"), root, "web", "r1"], { stdin: "ignore" });
    expect(stdout).toMatch(/EDGE is a link: no event is written/);
    expect(await readdir(path.join(root, "outside"))).toEqual(["victim"]);
  });
});
