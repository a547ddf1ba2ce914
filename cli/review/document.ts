import { z } from "zod";

/** Texts are cut before they get here; a longer one was not written by this program. */
const text = z.string().max(4000);
const texts = z.array(text).max(2000);
const count = z.number().int().nonnegative().max(1_000_000_000_000_000);

const change = z.strictObject({
  /** Where in the resource, as a person says it (`services.outline.mem_limit`). */
  path: text,
  kind: z.enum(["add", "change", "remove"]),
  /** Shortened; left out where there was or will be nothing. */
  from: text.optional(),
  to: text.optional(),
});

const resource = z.strictObject({
  operation: z.enum(["create", "update", "replace", "delete"]),
  /** The group in which a reader looks for it. */
  group: z.enum(["service", "data", "machine", "name", "network", "connection"]),
  type: text,
  /** `VPS/outline/project` */
  name: text,
  urn: text,
  changes: z.array(change).max(5000),
});

const danger = z.strictObject({
  kind: z.enum(["credentials", "delete", "replace", "restart", "data", "exposure", "privilege"]),
  /** The resource, or the node and service. */
  name: text,
  /** What happens, one clause. */
  message: text,
});

const restart = z.strictObject({
  node: text,
  service: text,
  container: text,
  action: z.enum(["made anew", "started", "stopped", "restarted"]),
  /** The attributes that are the reason; the first few. */
  because: texts,
  /** Seconds without it: about, if all goes well, and at most, until it is put back. Left out where nothing is down. */
  down: z.strictObject({ about: count, atMost: count }).optional(),
});

const bytes = z.number().int().nullable();
const memory = z.strictObject({
  node: text,
  /** Sums of the limits and the budget, in bytes; null where it is not known or the node is not there. */
  before: z.strictObject({ sum: bytes, budget: bytes }).nullable(),
  after: z.strictObject({ sum: bytes, budget: bytes }).nullable(),
  /** Containers whose limit changes. */
  rows: z.array(z.strictObject({ container: text, before: text, after: text })).max(2000),
});

const finding = z.strictObject({
  policy: text,
  level: text,
  resource: text.optional(),
  message: text,
  allowed: text.optional(),
  fix: text.optional(),
  /** Whether the base does not have it. */
  fresh: z.boolean(),
});

const recorded = z.strictObject({
  ok: z.boolean(),
  counts: z.record(z.string().max(60), count),
  /** What an update would do; unchanged resources are left out. */
  resources: z.array(z.strictObject({ operation: text, name: text, type: text, changes: z.array(change).max(5000) })).max(5000),
  errors: texts,
});

const site = z.strictObject({
  site: text,
  /** Whether the head renders and keeps every mandatory policy. */
  ok: z.boolean(),
  /** Whether it could be compared; a base that does not render cannot. */
  compared: z.boolean(),
  resources: z.array(resource).max(5000),
  dangers: z.array(danger).max(5000),
  restarts: z.array(restart).max(5000),
  memory: z.array(memory).max(500),
  findings: z.array(finding).max(5000),
  errors: texts,
  warnings: texts,
  /** The same head against the recorded state, where a backend is configured. */
  recorded: recorded.optional(),
});

/** What a review found: the file that a workflow hands on, and the only thing its comment is made of. */
export const reviewDocument = z.strictObject({
  version: z.literal(1),
  /** Commits by their full names; the head is null for the working tree. */
  base: text,
  head: text.nullable(),
  ok: z.boolean(),
  sites: z.array(site).max(100),
  /** Data files whose change renders to nothing. */
  withoutEffect: z.strictObject({ paths: texts, /** Why that is right, where somebody said so. */ reason: text.optional() }),
  /** What looks like a secret in a changed file, with its place; never its value. */
  secrets: texts.optional(),
  /** What decides besides the data, in words: the pack, the program, the packages. */
  alsoChanged: texts,
  /** Every changed file that is no data, by kind. */
  otherPaths: z
    .array(z.strictObject({ kind: text, paths: texts }))
    .max(50)
    .default([]),
  /** Whose program rendered the head: the base's, or the one that the change brings, which can say anything. */
  program: z.enum(["base", "head"]).default("base"),
});

export type Review = z.infer<typeof reviewDocument>;
export type ReviewedSite = z.infer<typeof site>;
export type ReviewedResource = z.infer<typeof resource>;
export type ReviewedChange = z.infer<typeof change>;
export type Danger = z.infer<typeof danger>;
export type Restart = z.infer<typeof restart>;
export type ReviewedMemory = z.infer<typeof memory>;
export type ReviewedFinding = z.infer<typeof finding>;
