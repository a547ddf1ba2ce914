/** Folders that hold the engine's socket, on a node where nobody moved it; `/var/run` is a link to `/run`. */
const holders: ReadonlySet<string> = new Set(["/", "/var", "/run", "/var/run"]);

/** Does a folder or file of a node give whoever mounts it the container engine's socket? */
export function holdsSocket(source: string): "itself" | "inside" | undefined {
  if (/(^|\/)(docker|podman|containerd)\.sock$/.test(source)) return "itself";
  return holders.has(source === "/" ? source : source.replace(/\/+$/, "")) ? "inside" : undefined;
}
