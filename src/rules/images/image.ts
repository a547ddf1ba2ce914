/** An image reference in its parts. */
export interface ImageReference {
  /** The registry that serves it; `docker.io` where none is written. */
  readonly registry: string;
  /** The path at the registry, without `library/` (`koenkk/zigbee2mqtt`, `postgres`). */
  readonly repository: string;
  /** The last part of the path (`postgres`). */
  readonly name: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** Takes an image reference apart as Docker does: what looks like a host before the first slash is the registry. */
export function parseImage(reference: string): ImageReference {
  const [withTag, digest] = splitLast(reference, "@");
  const slash = withTag.indexOf("/");
  const head = slash === -1 ? "" : withTag.slice(0, slash);
  const isHost = head === "localhost" || /[.:]/.test(head);
  const rest = isHost ? withTag.slice(slash + 1) : withTag;
  const colon = rest.indexOf(":", rest.lastIndexOf("/") + 1);
  const path = (colon === -1 ? rest : rest.slice(0, colon)).replace(/^library\//, "");
  return {
    registry: isHost ? head : "docker.io",
    repository: path,
    name: path.slice(path.lastIndexOf("/") + 1),
    tag: colon === -1 ? undefined : rest.slice(colon + 1),
    digest,
  };
}

function splitLast(text: string, separator: string): [string, string | undefined] {
  const at = text.lastIndexOf(separator);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
