import type { ContainerConfig, ContainerInspect, HostConfig, ImageConfig } from "../engine.ts";
import type { Difference } from "../difference.ts";
import type { Json, JsonMap } from "../json.ts";
import type { ServiceFiles } from "../service-files.ts";
import type { NodeSnapshot } from "../snapshot.ts";

/** Everything a comparison of one group of attributes may look at. */
export interface FieldContext {
  /** The service's key in the document. */
  readonly key: string;
  /** The service as declared, variables unexpanded: what is shown when all is well. */
  readonly declared: JsonMap;
  /** The same, variables expanded: what is compared. */
  readonly service: JsonMap;
  /** The whole document, expanded. */
  readonly document: JsonMap;
  readonly project: string;
  /** Where relative sources of binds start. */
  readonly directory: string;
  readonly container: ContainerInspect;
  readonly config: ContainerConfig;
  readonly host: HostConfig;
  /** What the image sets; undefined when the engine no longer has it, and then nothing is compared with it. */
  readonly image: ImageConfig | undefined;
  readonly snapshot: NodeSnapshot;
  /** The container of another service of this project, for `network_mode: service:db`. */
  readonly containerOf: (service: string) => ContainerInspect | undefined;
  /** Whether a declared text may be shown: it holds no variable and is no secret. */
  readonly literal: (text: Json | undefined) => boolean;
  /** What `env_file` and `label_file` say. */
  readonly files: ServiceFiles;
  /** The value of a variable of the env file. */
  readonly variable: (name: string) => string | undefined;
}

/** A group of attributes: every place where the container is not as the service says, by path inside the service. */
export type FieldGroup = (context: FieldContext) => Difference[];

/** One attribute with a single value: nothing when both are the same, else the enforced value at its path. */
export function single(path: readonly string[], same: boolean, enforced: () => Json | undefined): Difference[] {
  return same ? [] : [{ path, enforced: enforced() }];
}
