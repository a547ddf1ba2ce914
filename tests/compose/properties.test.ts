import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatDuration, formatSize, parseDuration, parseSize, renderUnexpanded, resolveCompose } from "../../compose/index.ts";
import type { ComposeDocument } from "../../compose/index.ts";
import { canonicalise } from "../../compose/resolve/canonicalise.ts";
import { asPlain } from "../../compose/decode/decode.ts";
import { SourceText } from "../../compose/yaml/node.ts";
import type { MappingNode } from "../../compose/yaml/node.ts";
import { parseYaml } from "../../compose/yaml/parse.ts";
import { escapeDollars, substitute } from "../../compose/values/template.ts";
import { pairs } from "../oracle/support/pairs.ts";

const seed = Number(process.env["COMPOSE_PROPERTY_SEED"] ?? "20261121");
fc.configureGlobal({ seed });

function resolve(...texts: readonly string[]): ComposeDocument | undefined {
  const sources = texts.map((text, index) => ({ file: `${index}.yaml`, text }));
  return resolveCompose({ sources, projectName: "p", workingDirectory: "/srv/p", interpolate: false }).resolved?.document;
}

describe(`what always holds (seed ${seed})`, () => {
  it("an empty override changes nothing", () => {
    fc.assert(
      fc.property(pairs, fc.constantFrom("{}", "services: {}", "services: {web: {}}", "x-only: 1"), ({ base }, empty) => {
        const alone = resolve(JSON.stringify(base));
        fc.pre(alone !== undefined);
        const together = Object.entries(resolve(JSON.stringify(base), empty) ?? {}).filter(([key]) => key !== "x-only");
        expect(Object.fromEntries(together)).toEqual(alone);
      }),
      { numRuns: 200 },
    );
  });

  it("canonicalising twice is the same as once", () => {
    fc.assert(
      fc.property(pairs, ({ base, override }) => {
        for (const document of [base, override]) {
          const root = parseYaml(new SourceText("f", JSON.stringify(document)), [])[0]?.root as MappingNode;
          const once = canonicalise(root, "expanded", []);
          expect(asPlain(canonicalise(once, "expanded", []))).toEqual(asPlain(once));
        }
      }),
      { numRuns: 200 },
    );
  });

  it("a resolved document resolves to itself", () => {
    fc.assert(
      fc.property(pairs, ({ base, override }) => {
        const document = resolve(JSON.stringify(base), JSON.stringify(override));
        fc.pre(document !== undefined);
        expect(resolve(renderUnexpanded(document))).toEqual(collapse(document));
      }),
      { numRuns: 200 },
    );
  });

  it("sizes round-trip through their text", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 53n }), (bytes) => {
        expect(parseSize(formatSize(bytes))).toBe(bytes);
      }),
    );
  });

  it("durations round-trip through their text", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n }), (nanoseconds) => {
        expect(parseDuration(formatDuration(nanoseconds))).toBe(nanoseconds);
      }),
    );
  });

  it("a text with its dollars doubled expands to itself", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("$", "{", "}", "a", ":", "-", "?", "_") }), (text) => {
        expect(substitute(escapeDollars(text), () => undefined)).toBe(text);
      }),
    );
  });
});

/** A port written as a number and as text, or a host in both notations, is printed twice and read back as one. */
function collapse(document: ComposeDocument): ComposeDocument {
  const services = Object.entries(document.services).map(([name, service]) => {
    const ports = new Map(service.ports?.map((port) => [JSON.stringify([port.host_ip, port.published, port.target, port.protocol]), port]));
    const hosts = service.extra_hosts;
    return [
      name,
      {
        ...service,
        ...(ports.size === 0 ? {} : { ports: [...ports.values()] }),
        ...(hosts === undefined ? {} : { extra_hosts: [...new Set(hosts)] }),
      },
    ] as const;
  });
  return { ...document, services: Object.fromEntries(services) };
}
