import type { Change } from "./difference.ts";
import type { PropertyMap } from "./property-value.ts";

/**
 * What every request about a resource names. The old outputs are in none of them: nothing here asks for them.
 */
export interface ResourceRequest {
  readonly urn: string;
  /** The type token, `homelab:compose:Project`. */
  readonly type: string;
  /** The resource's name in the program, the last part of its URN. */
  readonly name: string;
}

export interface CheckRequest extends ResourceRequest {
  readonly news: PropertyMap;
}

export interface CheckFailure {
  /** The name of an input, whose value the engine then prints; empty for the resource as a whole. */
  readonly property: string;
  readonly reason: string;
}

export interface CheckResult {
  /** The inputs with their defaults; they become the resource's inputs in the state. */
  readonly inputs: PropertyMap;
  readonly failures: readonly CheckFailure[];
}

export interface DiffRequest extends ResourceRequest {
  readonly id: string;
  readonly oldInputs: PropertyMap;
  readonly news: PropertyMap;
}

export interface DiffResult {
  readonly changes: readonly Change[];
  /** The first steps of the paths whose change means another resource instead of a changed one. */
  readonly replaceOn?: ReadonlySet<string>;
  readonly deleteBeforeReplace?: boolean;
}

export interface CreateRequest extends ResourceRequest {
  readonly inputs: PropertyMap;
  readonly preview: boolean;
}

export interface CreateResult {
  /** Empty in a preview, where nothing has an identity yet. */
  readonly id: string;
  readonly outputs: PropertyMap;
}

export interface ReadRequest extends ResourceRequest {
  readonly id: string;
  readonly inputs: PropertyMap;
}

export interface ReadResult {
  /** Empty when the resource is gone. */
  readonly id: string;
  /** Without these a refresh shows no drift: the engine plans from inputs. */
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
}

export interface UpdateRequest extends DiffRequest {
  readonly preview: boolean;
}

export interface DeleteRequest extends ResourceRequest {
  readonly id: string;
  readonly oldInputs: PropertyMap;
}

/** Shows a sentence to the person at the engine, below the resource that the request is about. */
export type Say = (sentence: string) => void;

/**
 * A provider, free of anything about the wire. A method that throws fails its request with the error's message, so the
 * message says what, where and what to do, and never holds a secret.
 */
export interface Plugin {
  /** The name after `pulumi-resource-`. */
  readonly name: string;
  readonly version: string;
  /** The package schema as JSON text. */
  schema(): string;
  checkConfig?(request: CheckRequest): CheckResult | Promise<CheckResult>;
  check(request: CheckRequest): CheckResult | Promise<CheckResult>;
  diff(request: DiffRequest): DiffResult | Promise<DiffResult>;
  create(request: CreateRequest, say: Say): CreateResult | Promise<CreateResult>;
  read(request: ReadRequest): ReadResult | Promise<ReadResult>;
  update(request: UpdateRequest, say: Say): PropertyMap | Promise<PropertyMap>;
  delete(request: DeleteRequest, say: Say): void | Promise<void>;
  invoke?(token: string, args: PropertyMap): PropertyMap | Promise<PropertyMap>;
  /** The engine wants everything under way to stop. */
  cancel?(): void | Promise<void>;
}
