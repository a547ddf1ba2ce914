import { posix } from "node:path";

/** The engines' sockets, on a node where nobody moved them. */
const sockets = ["/run/docker.sock", "/run/containerd/containerd.sock", "/run/podman/podman.sock"];

/** Links that every node has, with what they lead to. */
const links: readonly (readonly [string, string])[] = [
  ["/var/run", "/run"],
  ["/var/lock", "/run/lock"],
];

/** What a process of the node sees as its root is the node's root. */
const otherRoot = /^\/proc\/(self|thread-self|\d+)(\/task\/\d+)?\/root(?=\/|$)/;

/** Doors of `/proc` that lead to a place which the path does not say. */
const anywhere = /^(\/proc\/(self|thread-self|\d+)(\/task\/\d+)?\/(cwd|fd|map_files)|\/dev\/fd)(\/|$)/;

/**
 * The path by which a node knows a place: one slash between its parts, none at the end, no `.` and `..`, without the detours over
 * `/proc/<pid>/root` and `/var/run`. Undefined for a text that is no absolute path.
 */
export function nodePath(text: string): string | undefined {
  // The engine's clients end a path at a NUL, and show one with a line break as something else.
  if (!text.startsWith("/") || /[\u0000-\u001f\u007f]/.test(text)) return undefined;
  let path = clean(text);
  for (let before = ""; before !== path;) {
    before = path;
    path = clean(path.replace(otherRoot, "/"));
  }
  for (const [link, real] of links) if (isBelow(path, link)) path = real + path.slice(link.length);
  return path;
}

function clean(path: string): string {
  const normal = posix.normalize(`/${path}`).replace(/^\/+/, "/");
  return normal.length > 1 && normal.endsWith("/") ? normal.slice(0, -1) : normal;
}

/** Is a place the folder itself, or inside it? Both as {@link nodePath} gives them. */
export function isBelow(path: string, folder: string): boolean {
  return path === folder || folder === "/" || path.startsWith(`${folder}/`);
}

/** Does a folder or file of a node give whoever mounts it the container engine's socket? */
export function holdsSocket(source: string): "itself" | "inside" | undefined {
  const path = nodePath(source);
  if (path === undefined) return undefined;
  if (/\/(docker|podman|containerd)\.sock$/.test(path)) return "itself";
  return anywhere.test(path) || sockets.some((socket) => isBelow(socket, path)) ? "inside" : undefined;
}
