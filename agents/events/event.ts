import { z } from "zod";

import { NODE } from "./place.ts";
import { eventTypes, severities, sources } from "./types.ts";

/** The longest `message`, in bytes of UTF-8; the runner on the node cuts at the same number. */
export const MESSAGE_BYTES = 700;

/** The longest line, in bytes with its line feed: the most that a reader keeps in memory for one event. */
export const LINE_BYTES = 16 * 1024;

/** The names of nodes are written in capitals, and they are the name of a folder. */
export const nodeName = z.string().regex(NODE, "a node's name: capitals, digits and hyphens, at most 63");

const timestamp = z.iso.datetime({ precision: 3, error: "a time in UTC with milliseconds, such as 2026-11-29T12:00:00.000Z" });

const message = z
  .string()
  .refine((text) => Buffer.byteLength(text) <= MESSAGE_BYTES, `at most ${MESSAGE_BYTES} bytes`)
  // A message is shown in terminals, pages and chats: no line feed, no escape sequence, no invisible direction mark.
  .refine((text) => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text), "no control or invisible characters");

const json: z.ZodType = z.json();

/** One event as a program of this project writes it. */
export const writtenEvent = z
  .strictObject({
    v: z.literal(1),
    timestamp,
    type: z.enum(Object.keys(eventTypes)),
    severity: z.enum(severities),
    /** The node that the event is about, which is not always the one whose store holds it. */
    node: nodeName,
    /** The service that it is about; empty for the node itself. */
    service: z.string().regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)?$/, "a service's name in kebab-case, or empty for the node"),
    source: z.enum(sources),
    message,
    /** What makes two events the same fault, beside node, service and type: a container, a mount point, an entity. */
    key: z.string().min(1).max(200).optional(),
    /** Figures and names for programs; never a secret. */
    data: z.record(z.string(), json).optional(),
    /** The deployment, action or round that it belongs to. */
    run: z.string().max(64).optional(),
    /** The boot of the node's kernel, from /proc/sys/kernel/random/boot_id. */
    boot: z.string().max(64).optional(),
    /** Milliseconds since that boot: an order that no change of the clock disturbs. */
    mono: z.int().nonnegative().optional(),
  })
  .refine(({ type, source }) => eventTypes[type]?.by.includes(source) ?? false, {
    path: ["source"],
    error: ({ input }) => {
      const { type } = input as { readonly type: string };
      return `${type} is written by ${eventTypes[type]?.by.join(" or ") ?? "nobody"}`;
    },
    when: ({ value }) => typeof value === "object" && value !== null && "type" in value && "source" in value,
  });

export type WrittenEvent = z.infer<typeof writtenEvent>;

/**
 * One event as a reader sees it. Lines come from programs of other versions and from the deployment's shell runner, which has no
 * `v` and whole seconds: what a reader cannot do without has to be there, and everything else stays as it is.
 */
export const readEvent = z.looseObject({
  timestamp: z.iso.datetime(),
  type: z.string().min(1).max(100),
  severity: z.enum(severities).catch("warning"),
  node: nodeName,
  service: z.string().max(200).catch(""),
  source: z.string().max(100).catch(""),
  message: z.string().max(LINE_BYTES).catch(""),
  key: z.string().max(200).optional().catch(undefined),
});

export type ReadEvent = z.infer<typeof readEvent>;

/** The day of an event in the store, `YYYY-MM-DD` in UTC, from its own timestamp. */
export function dayOf(event: Pick<ReadEvent, "timestamp">): string {
  return new Date(event.timestamp).toISOString().slice(0, 10);
}

/** Shortens a text to what a message may hold, on a character's boundary, with control and invisible characters as spaces. */
export function asMessage(text: string): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").trim();
  if (Buffer.byteLength(clean) <= MESSAGE_BYTES) return clean;
  let bytes = 0;
  let short = "";
  for (const character of clean) {
    bytes += Buffer.byteLength(character);
    if (bytes > MESSAGE_BYTES - 3) break;
    short += character;
  }
  return `${short}…`;
}
