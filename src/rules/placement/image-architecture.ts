import type { Problem } from "../../../compose/problem.ts";
import { containerLabel } from "../facts.ts";
import { parseImage } from "../images/image.ts";
import { capability, type NodeProjects } from "../node-facts.ts";
import { inContainer, knownContainers, text, undecided, unknownParts, type KnownContainer } from "../parts.ts";
import { isUnknown } from "../unknown.ts";

export interface ImageArchitectureOptions {
  /**
   * Images that exist for some architectures only, by repository (`ghcr.io/speaches-ai/speaches`), where nothing in their
   * name says so. @default none
   */
  readonly images?: Readonly<Record<string, readonly string[]>>;
}

/** How the names of images and platforms write the architectures that nodes have. */
const spellings: Readonly<Record<string, string>> = {
  amd64: "amd64",
  "x86-64": "amd64",
  x86_64: "amd64",
  x64: "amd64",
  arm64: "arm64",
  arm64v8: "arm64",
  aarch64: "arm64",
  armhf: "arm",
  armv7: "arm",
  arm32v7: "arm",
  arm32v6: "arm",
  i386: "386",
  ppc64le: "ppc64le",
  s390x: "s390x",
  riscv64: "riscv64",
};

/** An image is for the node's architecture, as far as its platform, its name or the list of the rule tell. */
export function imageArchitecture(node: NodeProjects, options: ImageArchitectureOptions = {}): Problem[] {
  const architecture = capability(node, "architecture");
  const open = node.projects.flatMap((project) => unknownParts(project, ["image", "platform"]));
  if (isUnknown(architecture)) return [...open, undecided(node.node, `the architecture of ${node.node}`)];
  if (architecture === undefined) return open;
  return [...node.projects.flatMap(knownContainers).flatMap((container) => check(container, architecture, options)), ...open];
}

function check(container: KnownContainer, architecture: string, { images = {} }: ImageArchitectureOptions): Problem[] {
  const platform = text(container.definition["platform"]);
  const image = text(container.definition["image"]) ?? "";
  const made = platform === undefined ? architecturesOf(image, images) : [fromPlatform(platform)];
  if (made.length === 0 || made.includes(architecture)) return [];
  const what = platform === undefined ? `runs the image ${image}, which is for ${made.join(", ")}` : `asks for the platform ${platform}`;
  return [
    {
      ...inContainer(container, platform === undefined ? "image" : "platform"),
      message: `${containerLabel(container)} ${what}, but ${container.project.node} is ${architecture}`,
      allowed: architecture,
      fix: `take the image for ${architecture}, or move the service`,
    },
  ];
}

function fromPlatform(platform: string): string {
  const word = platform.split("/")[1] ?? platform;
  return spellings[word] ?? word;
}

function architecturesOf(image: string, images: Readonly<Record<string, readonly string[]>>): readonly string[] {
  const { registry, repository, tag } = parseImage(image);
  const listed = images[repository] ?? images[`${registry}/${repository}`];
  if (listed !== undefined) return listed;
  const owner = repository.split("/")[0] ?? "";
  const ending = tag?.split("-").at(-1) ?? "";
  const named = (registry === "docker.io" ? spellings[owner] : undefined) ?? spellings[ending];
  return named === undefined ? [] : [named];
}
