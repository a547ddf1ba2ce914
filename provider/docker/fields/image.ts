import { textOf } from "../json.ts";
import type { Difference } from "../difference.ts";
import { single } from "./context.ts";
import type { FieldGroup } from "./context.ts";

/**
 * The image by name, and by content: a tag that was pulled or built anew names other content than the container runs.
 * Which content a tag names is looked up among the node's own images; no registry is asked.
 */
export const image: FieldGroup = ({ service, config, container, snapshot }): Difference[] => {
  // What a `pulumi refresh` wrote into the state about content that had moved.
  const wanted = textOf(service["image"])?.replace(/ as sha256:[0-9a-f]+; the tag now names sha256:[0-9a-f]+$/, "");
  if (wanted === undefined) return [];
  const asked = config.Image ?? "";
  const running = container.Image ?? "";
  const named = snapshot.engine.images.find(({ RepoTags, RepoDigests }) => {
    const name = referenceOf(wanted);
    return [...(RepoTags ?? []), ...(RepoDigests ?? [])].some((reference) => referenceOf(reference) === name);
  })?.Id;
  const sameName = referenceOf(asked) === referenceOf(wanted);
  if (sameName && (named === undefined || named === running)) return [];
  // Made from an id or under another of its names, it still runs what the declared name stands for.
  if (!sameName && named !== undefined && named === running) return [];
  return single(["image"], false, () => (sameName ? `${asked} as ${running}; the tag now names ${named ?? ""}` : asked));
};

/** The full form: registry, `library/` and `latest` filled in; with a digest the tag says nothing. */
export function referenceOf(name: string): string {
  const at = name.indexOf("@");
  const digest = at === -1 ? "" : name.slice(at);
  const base = at === -1 ? name : name.slice(0, at);
  const colon = base.lastIndexOf(":");
  const tagged = colon > base.lastIndexOf("/");
  const repository = tagged ? base.slice(0, colon) : base;
  const first = repository.split("/", 1)[0] ?? "";
  const registry = repository.includes("/") && (/[.:]/.test(first) || first === "localhost");
  const full = registry
    ? repository.replace(/^index\.docker\.io\//, "docker.io/")
    : `docker.io/${repository.includes("/") ? "" : "library/"}${repository}`;
  const path = full.replace(/^docker\.io\/(?!.*\/)/, "docker.io/library/");
  return digest === "" ? `${path}:${tagged ? base.slice(colon + 1) : "latest"}` : `${path}${digest}`;
}
