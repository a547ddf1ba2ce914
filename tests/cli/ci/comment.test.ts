import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { commentReview } from "../../../cli/ci/comment.ts";
import { platformOf } from "../../../cli/ci/platform.ts";
import { hostile, reviewOf as anyReview, siteOf } from "../review/support/reviews.ts";
import { PlatformServer } from "./support/platform-server.ts";

/** A review of the pull request that the platform has. */
const reviewOf = (over: Parameters<typeof anyReview>[0] = {}) => anyReview({ head: "c".repeat(40), ...over });

describe("the comment of a review", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "homelab-comment-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function fileOf(content: unknown): Promise<string> {
    const file = path.join(folder, "review.json");
    await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
    return file;
  }

  it("is written once and then over, on the pull request that the platform names", async () => {
    await using server = await PlatformServer.start();
    server.pullRequest(1, { run: 11, sha: "d".repeat(40) });
    server.pullRequest(7, { run: 70 });
    for (const [who, text] of [
      ["somebody", "hello"],
      ["somebody", "again"],
      ["else", "third"],
    ] as const)
      server.comment(7, who, text);
    const platform = platformOf(server.env);
    const review = await fileOf(reviewOf());
    expect(await commentReview(platform, { review, run: 70 })).toBe("Commented on pull request 7.");
    expect(await commentReview(platform, { review, run: 70 })).toBe("The comment on pull request 7 says so already.");
    await fileOf(reviewOf({ ok: false }));
    server.runs.set(70, { ...server.runs.get(70), conclusion: "failure" });
    expect(await commentReview(platform, { review, run: 70 })).toBe("Updated the comment on pull request 7.");
    const own = server.comments.filter(({ user }) => user.login === server.bot);
    expect(own).toHaveLength(1);
    expect(own[0]).toMatchObject({ issue: 7 });
    expect(own[0]?.body).toMatch(/^<!-- homelab-review -->\n### ❌ This changes nothing/);
    expect(own[0]?.body).toContain(`For ${"c".repeat(12)} · [run](${server.url}/owner/homelab/actions/runs/70)`);
    expect(server.comments.filter(({ user }) => user.login !== server.bot).map(({ body }) => body)).toEqual(["hello", "again", "third"]);
  });

  it("is never written over somebody else's, even if that has the marker", async () => {
    await using server = await PlatformServer.start();
    server.pullRequest(7);
    server.comment(7, "stranger", "<!-- homelab-review -->\nmine");
    await commentReview(platformOf(server.env), { review: await fileOf(reviewOf()), run: 7 });
    expect(server.comments[0]?.body).toBe("<!-- homelab-review -->\nmine");
    expect(server.comments).toHaveLength(2);
  });

  it("is left out when the head has moved on, the pull request is closed, or the run was for something else", async () => {
    await using server = await PlatformServer.start();
    const review = await fileOf(reviewOf());
    const platform = platformOf(server.env);
    server.pullRequest(7);
    server.runs.set(8, { ...server.runs.get(7), head_sha: "e".repeat(40) });
    server.runs.set(9, { ...server.runs.get(7), event: "push" });
    server.runs.set(10, { ...server.runs.get(7), head_repository: null });
    for (const run of [8, 9, 10]) expect(await commentReview(platform, { review, run })).toMatch(/no comment/);
    server.pulls = [];
    expect(await commentReview(platform, { review, run: 7 })).toMatch(/no comment/);
    expect(server.writes).toEqual([]);
  });

  it.each([
    ["nothing", undefined],
    ["no JSON", "{"],
    ["another version", { ...reviewOf(), version: 2 }],
    ["a key that no review has", { ...reviewOf(), number: 1, pull_request: 99 }],
    [
      "a number that is none",
      {
        ...reviewOf(),
        sites: [
          siteOf("vps", {
            restarts: [
              {
                node: "VPS",
                service: "a",
                container: "a",
                action: "made anew",
                because: [],
                down: { about: -1, atMost: Number.MAX_VALUE },
              },
            ],
          }),
        ],
      },
    ],
    [
      "a word of its own for markup",
      {
        ...reviewOf(),
        sites: [siteOf("vps", { restarts: [{ node: "VPS", service: "a", container: "a", action: "<b>" as "started", because: [] }] })],
      },
    ],
    ["an artifact as deep as it can be", "[".repeat(50_000)],
  ])("says that there is no review when the artifact is %s", async (_, content) => {
    await using server = await PlatformServer.start();
    server.pullRequest(7);
    const review = content === undefined ? path.join(folder, "missing") : await fileOf(content);
    await commentReview(platformOf(server.env), { review, run: 7 });
    expect(server.comments[0]?.body).toContain("### ❌ The preview left no review that can be read");
  });

  it("of a hostile artifact calls nobody, closes nothing and stays in one piece", async () => {
    await using server = await PlatformServer.start();
    server.pullRequest(7, { branch: "$(touch owned);`id`", conclusion: "failure", files: hostile.slice(0, 20) });
    const sites = hostile
      .filter((text) => text.length < 4000)
      .map((text) =>
        siteOf(text, {
          ok: false,
          errors: [text],
          warnings: [text],
          resources: [
            {
              operation: "update",
              group: "service",
              type: text,
              name: text,
              urn: text,
              changes: [{ path: text, kind: "change", from: text, to: text }],
            },
          ],
          dangers: [{ kind: "data", name: text, message: text }],
          restarts: [
            { node: text, service: text, container: `${text}!`, action: "made anew", because: [text], down: { about: 1, atMost: 2 } },
          ],
          memory: [{ node: text, before: null, after: { sum: 1, budget: null }, rows: [{ container: text, before: text, after: text }] }],
          findings: [{ policy: text, level: "mandatory", resource: text, message: text, allowed: text, fix: text, fresh: true }],
          recorded: {
            ok: false,
            counts: { [text.slice(0, 50)]: 3 },
            resources: [{ operation: text, name: text, type: text, changes: [] }],
            errors: [text],
          },
        }),
      );
    await commentReview(platformOf(server.env), {
      review: await fileOf(
        reviewOf({
          ok: false,
          sites,
          withoutEffect: { paths: [...hostile.slice(0, 20)], reason: hostile[8] ?? "" },
          alsoChanged: [hostile[9] ?? ""],
        }),
      ),
      run: 7,
    });
    const body = server.comments[0]?.body ?? "";
    expect(body.length).toBeLessThanOrEqual(65_536);
    const inside = body.slice("<!-- homelab-review -->\n".length);
    expect(inside).not.toContain("<!--");
    expect(inside).not.toMatch(/<(?!\/?(?:code|details(?: open)?|summary|b|sub)>)/);
    // The one mark that may call or link stands in the line of this program.
    expect(inside.split("\n").slice(0, -2).join("\n")).not.toMatch(/@|(?<!&)#\d|https?:\/\/|\]\(/);
    for (const line of inside.split("\n")) expect(line, line).not.toMatch(/^(?:::|\s*(?:#{1,2} |> |```|~~~))/);
  });
});

describe("what a review claims", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "homelab-claims-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** The comment for a file that says this, on a platform that knows that. */
  async function commented(
    claims: Parameters<typeof anyReview>[0],
    over: Parameters<PlatformServer["pullRequest"]>[1] = {},
    prepare: (server: PlatformServer) => void = () => undefined,
  ): Promise<string> {
    await using server = await PlatformServer.start();
    server.pullRequest(7, over);
    prepare(server);
    const review = path.join(folder, "review.json");
    await writeFile(review, JSON.stringify(reviewOf(claims)));
    await commentReview(platformOf(server.env), { review, run: 7 });
    return server.comments[0]?.body ?? "";
  }
  const shown = "This changes nothing on any node";
  const merge = "d".repeat(40);

  it("is shown when it is about the head, or about the trial merge of base and head", async () => {
    expect(await commented({})).toContain(shown);
    const trial = (server: PlatformServer) => server.parents.set(merge, ["a".repeat(40), "c".repeat(40)]);
    expect(await commented({ head: merge }, {}, trial)).toContain(shown);
  });

  it("is shown when main has moved on since", async () => {
    expect(await commented({ base: "9".repeat(40) }, {}, (server) => server.main.add("9".repeat(40)))).toContain(shown);
  });

  it.each([
    ["another head", { head: "e".repeat(40) }, {}, "it is about e+, and the run was for c+"],
    ["a merge of another head", { head: merge }, {}, "it is about d+"],
    ["a base that is not on main", { base: "f".repeat(40) }, {}, "it compares with f+, which is not on main"],
    ["a base that is no commit", { base: "main...main" }, {}, "it does not name its commits"],
    [
      "success where the run failed",
      { ok: true },
      { conclusion: "failure" },
      "it says that the change is in order, and its run ended with failure",
    ],
    ["failure where the run went well", { ok: false }, {}, "its run ended with success"],
    ["what its own program says", { program: "head" as const }, {}, "own program"],
    ["a workflow that only has the name", {}, { workflow: ".github/workflows/mine.yml" }, "it was made by the workflow"],
  ])("is not shown when it is %s", async (_, claims, over, says) => {
    const body = await commented(claims, over, (server) => server.parents.set(merge, ["a".repeat(40), "e".repeat(40)]));
    expect(body).toContain("### ❌ The review that the preview left does not fit what the platform says");
    expect(body.replace(/<\/?code>|&#\d+;/g, "")).toMatch(new RegExp(says.replace(/[./]/g, ".?")));
    expect(body).not.toContain(shown);
  });

  it("stands below what the change brings besides data, as the platform lists it, whatever the file says", async () => {
    const body = await commented(
      { alsoChanged: [], otherPaths: [] },
      { files: ["hosts/vps/services.yaml", "src/index.ts", ".npmrc", "docs/a.md"] },
    );
    expect(body).toMatch(
      /^<!-- homelab-review -->\n### ⚠️ This change brings its own program\n\nThe review below was made by the program that is there already/,
    );
    expect(body).toMatch(/- the program: <code>src\/index.ts<\/code>\n- the packages: <code>.npmrc<\/code>/);
    expect(body).not.toContain("docs");
    expect(body).toContain(shown);
  });

  it("is not shown at all when the change brings workflows, under whatever name they come or go", async () => {
    for (const files of [[".github/workflows/preview.yml"], [".github/actions/x/action.yml"], [".forgejo/workflows/a.yml"]]) {
      const body = await commented({}, { files });
      expect(body).toContain("what they left can say anything and **is not shown**");
      expect(body).not.toContain(shown);
    }
    const moved = await commented({}, {}, (server) =>
      server.files.set(7, [{ filename: "docs/a.yml", previous_filename: ".github/workflows/comment.yml" }]),
    );
    expect(moved).toContain("**is not shown**");
  });

  it("is not shown when the platform does not list all files", async () => {
    const body = await commented({}, {}, (server) => server.files.set(7, []));
    expect(body).toContain("### ⚠️ The platform does not list all files of this change");
    expect(body).not.toContain(shown);
  });

  it("is compared with what Forgejo says, where the job comments itself", async () => {
    await using server = await PlatformServer.start();
    server.pullRequest(7);
    server.pulls = server.pulls.map((pull) => ({ ...pull, merge_base: "9".repeat(40) }));
    const review = path.join(folder, "review.json");
    await writeFile(review, JSON.stringify(reviewOf({ base: "9".repeat(40) })));
    const platform = platformOf(server.env);
    await commentReview(platform, { review, pull: 7, conclusion: "success" });
    expect(server.comments[0]?.body).toContain(shown);
    await commentReview(platform, { review, pull: 7, conclusion: "failure" });
    expect(server.comments[0]?.body).toContain("its run ended with failure");
  });
});

describe("the platform", () => {
  it("is not asked when the job lacks something, and everything that is missing is named", () => {
    expect(() => platformOf({ GITHUB_REPOSITORY: "../..", GITHUB_API_URL: "no address" })).toThrow(
      "this runs in a job of a workflow, and there is no GITHUB_REPOSITORY (owner/name), no GITHUB_API_URL (an address), no GITHUB_SERVER_URL (an address), no GITHUB_TOKEN (the job's token)",
    );
  });

  it("refuses by name, without the token in the message", async () => {
    await using server = await PlatformServer.start();
    const platform = platformOf({ ...server.env, GITHUB_TOKEN: "a-wrong-token" });
    const failed = await commentReview(platform, { review: "none", run: 7 }).catch((error: unknown) => String(error));
    expect(failed).toMatch(/the platform refuses GET \/api\/v1\/repos\/owner\/homelab\/actions\/runs\/7: 401 Bad credentials/);
    expect(failed).not.toContain("a-wrong-token");
  });
});
