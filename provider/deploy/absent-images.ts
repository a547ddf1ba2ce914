import { substitute } from "../../compose/values/template.ts";
import { readEnvFile } from "../docker/env-file.ts";
import { at, textOf } from "../docker/json.ts";
import type { Circumstances } from "./circumstances.ts";

/** Images of services that get a container, and that the engine does not have; `written` holds no value of a variable. */
export function absentImages({
  declared,
  orders,
  snapshot,
  generation,
}: Circumstances): { service: string; image: string; written: string }[] {
  const there = new Set(
    snapshot.engine.images.flatMap(({ Id, RepoTags, RepoDigests }) => [
      Id,
      Id.replace("sha256:", ""),
      ...(RepoTags ?? []),
      ...(RepoDigests ?? []),
    ]),
  );
  const { variables } = readEnvFile(snapshot.envFiles.get(declared.service) ?? "", generation ?? "v2");
  return orders.up.flatMap((service) => {
    const written = textOf(at(declared.document, "services", service, "image"));
    const image = written === undefined ? undefined : expanded(written, variables);
    if (written === undefined || image === undefined || !/^[\w.:/@-]+$/.test(image) || image.startsWith("-")) return [];
    return spellings(image).some((name) => there.has(name)) ? [] : [{ service, image, written }];
  });
}

function expanded(text: string, variables: ReadonlyMap<string, string>): string | undefined {
  try {
    return substitute(text, (name) => variables.get(name));
  } catch {
    // Compose will say it with more words when it validates the document.
    return undefined;
  }
}

/** How the engine lists an image: without the default registry and folder, with the default tag. */
function spellings(image: string): string[] {
  const short = image.replace(/^(docker\.io|index\.docker\.io)\//, "").replace(/^library\//, "");
  const digest = short.indexOf("@");
  if (digest !== -1) {
    const [name = ""] = short.slice(0, digest).split(/:(?=[^/]*$)/);
    return [`${name}${short.slice(digest)}`];
  }
  const tag = short.indexOf(":", short.lastIndexOf("/") + 1);
  return [tag !== -1 && tag < short.length - 1 ? short : `${short}:latest`, short];
}
