import { differences } from "../rpc/difference.ts";
import type { Plugin, ResourceRequest } from "../rpc/plugin.ts";

/** Which plugin is stood in for. */
export interface OfflineIdentity {
  /** The name after `pulumi-resource-`: `docker`. */
  readonly name: string;
  /** The version of the plugin that the SDK in package.json asks for: `5.2.0`. */
  readonly version: string;
  /** The environment variables that the real one needs and that are not set. @default the real one is not there */
  readonly lacks?: string;
}

/**
 * Stands in for a third-party plugin that cannot be had, so that a preview without the internet or without credentials still
 * shows its resources. It takes every input as it is and compares structurally. It has no schema and knows no rule of the
 * real plugin: what that would refuse, or replace instead of update, is not seen. It never changes or reads anything.
 */
export function offlinePlugin({ name, version, lacks }: OfflineIdentity): Plugin {
  const [why, fix] =
    lacks === undefined
      ? ["is not installed", "install the real one with `npm run setup -- --retry`"]
      : [`is not used, since ${lacks} is not set`, `set ${lacks}`];
  const refusal = (subject: string, wish: string): Error =>
    new Error(
      `${subject}: the ${name} plugin ${version} ${why} and an offline plugin stands in for it, which previews but does not ${wish}; ${fix}`,
    );
  const of = (request: ResourceRequest): string => `${request.type} ${JSON.stringify(request.name)}`;

  return {
    name,
    version,
    schema: () => JSON.stringify({ name, version, resources: {} }),
    check: (request) => ({ inputs: request.news, failures: [] }),
    diff: (request) => ({ changes: differences(request.oldInputs, request.news) }),
    create(request) {
      if (!request.preview) throw refusal(of(request), "create");
      return { id: "", outputs: request.inputs };
    },
    read(request) {
      throw refusal(of(request), "read");
    },
    update(request) {
      if (!request.preview) throw refusal(of(request), "update");
      return request.news;
    },
    delete(request) {
      throw refusal(of(request), "delete");
    },
    invoke(token) {
      throw refusal(token, "call functions");
    },
  };
}
