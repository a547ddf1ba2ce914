import type { Problem } from "../../../compose/problem.ts";
import { exceptionsOf, type PlacementException } from "../contract-parts.ts";
import { containerLabel, type ProjectFacts } from "../facts.ts";
import { gpuRequests } from "./gpu.ts";
import { parseImage } from "../images/image.ts";
import type { NodeProjects } from "../node-facts.ts";
import { holdsUnknown, inContainer, inContract, knownContainers, text, undecided, unknownParts, type KnownContainer } from "../parts.ts";

export interface ComputePlacementOptions {
  /** The day on which this is judged, `YYYY-MM-DD` in UTC. */
  readonly today: string;
  /** The nodes that are no place for compute workloads. @default ["VPS"] */
  readonly nodes?: readonly string[];
  /** The names of containers that are compute workloads; `*` stands for anything. @default ["*-worker"] */
  readonly workloads?: readonly string[];
  /** The names of images that are compute workloads. @default the well-known servers of models */
  readonly images?: readonly string[];
}

const modelServers = [
  "ollama",
  "vllm-openai",
  "speaches",
  "faster-whisper-server",
  "text-generation-inference",
  "llama.cpp",
  "localai",
  "comfyui",
  "stable-diffusion-webui",
];

/**
 * Compute workloads stay off the VPS unless the contract has an exception with an end, and no exception is used past its
 * last day. (Seed 000: codex-worker and planner-worker belong on SOLARIA.)
 */
export function computePlacement(node: NodeProjects, options: ComputePlacementOptions): Problem[] {
  return node.projects.flatMap((project) => [
    ...expired(node, project, options.today),
    ...misplaced(node, project, options),
    ...unknownParts(project, ["image", "deploy", "gpus", "devices", "runtime"]),
    ...(holdsUnknown(project.contract) ? [undecided("contract", `the contract of ${project.service}`)] : []),
  ]);
}

export interface ExceptionEndingOptions {
  /** The day on which this is judged, `YYYY-MM-DD` in UTC. */
  readonly today: string;
  /** So many days before its end an exception is spoken of. @default 14 */
  readonly days?: number;
}

/** A placement exception that ends soon is said while there is still time to move the container. */
export function exceptionEnding(node: NodeProjects, { today, days = 14 }: ExceptionEndingOptions): Problem[] {
  return node.projects.flatMap((project) =>
    exceptionsOf(project).flatMap((exception): Problem[] => {
      const left = daysBetween(today, exception.until);
      if (exception.node !== node.node || left === undefined || left < 0 || left > days) return [];
      const when = left === 0 ? "today" : left === 1 ? "tomorrow" : `in ${left} days`;
      return [
        {
          ...inContract(project, ["placement", "exceptions", exception.index, "until"]),
          message: `the exception that lets ${exception.service} run on ${node.node} ends ${when}, on ${exception.until}`,
          fix: `move ${exception.service} to ${exception.home}, or agree on another day`,
        },
      ];
    }),
  );
}

function expired(node: NodeProjects, project: ProjectFacts, today: string): Problem[] {
  return exceptionsOf(project).flatMap((exception): Problem[] => {
    const left = daysBetween(today, exception.until);
    if (exception.node !== node.node || (left !== undefined && left >= 0)) return [];
    const message =
      left === undefined
        ? `the exception that lets ${exception.service} run on ${node.node} has no end`
        : `the exception that lets ${exception.service} run on ${node.node} ended on ${exception.until}`;
    return [
      {
        ...inContract(project, ["placement", "exceptions", exception.index, "until"]),
        message,
        allowed: `a day from ${today} on`,
        fix: `move ${exception.service} to ${exception.home}, or agree on another day`,
      },
    ];
  });
}

function misplaced(node: NodeProjects, project: ProjectFacts, options: ComputePlacementOptions): Problem[] {
  if (!(options.nodes ?? ["VPS"]).includes(node.node) || holdsUnknown(project.contract)) return [];
  const exceptions = exceptionsOf(project).filter((exception) => exception.node === node.node);
  return knownContainers(project)
    .filter((container) => isCompute(container, options) && !excepted(container, exceptions))
    .map((container) => ({
      ...inContainer(container),
      message: `${containerLabel(container)} is a compute workload, which does not belong on ${node.node}`,
      allowed: "only with a placement exception that has an end date",
      fix: `move it to the GPU node, or add {service: ${container.name}, node: ${node.node}, home: …, until: …, reason: …} to placement.exceptions of services/${project.service}/service.yaml`,
    }));
}

function excepted(container: KnownContainer, exceptions: readonly PlacementException[]): boolean {
  return exceptions.some(({ service }) => service === container.name);
}

function isCompute(container: KnownContainer, { workloads = ["*-worker"], images = modelServers }: ComputePlacementOptions): boolean {
  const image = text(container.definition["image"]) ?? "";
  return (
    gpuRequests(container).length > 0 ||
    images.includes(parseImage(image).name) ||
    workloads.some((pattern) => globOf(pattern).test(container.name))
  );
}

function globOf(pattern: string): RegExp {
  return new RegExp(
    `^${pattern
      .split("*")
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
  );
}

/** Whole days from one day to another, negative when it has passed; undefined when either is no day. */
function daysBetween(from: string, to: string): number | undefined {
  const [start, end] = [from, to].map((day) => (/^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN));
  const days = (Number(end) - Number(start)) / 86_400_000;
  return Number.isFinite(days) ? Math.round(days) : undefined;
}
