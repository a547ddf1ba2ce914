import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { commentReview } from "../../../cli/ci/comment.ts";
import { platformOf } from "../../../cli/ci/platform.ts";
import { hostile, reviewOf, siteOf } from "../review/support/reviews.ts";
import { PlatformServer } from "./support/platform-server.ts";

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
    server.pullRequest(7, { branch: "$(touch owned);`id`" });
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
          base: hostile[5] ?? "",
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
