import * as pulumi from "@pulumi/pulumi";

/** A resource as the program asked the engine for it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** The parent's name; undefined for a child of the stack. */
  readonly parent: string | undefined;
  readonly custom: boolean;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** The name of the explicit provider; undefined when the engine would take a default one. */
  readonly provider: string | undefined;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly ignoreChanges: readonly string[];
  /** What it is to be adopted from; empty for something new. */
  readonly importId: string;
  /** The names of the resources it waits for. */
  readonly dependsOn: readonly string[];
  /** What a component said about itself in the end; undefined when it never did. */
  outputs?: Readonly<Record<string, unknown>>;
}

/** What became of a program that ran against the mocks. */
export interface Run<T> {
  /** In the order of registration. */
  readonly resources: readonly Registered[];
  /** What the program returned, or the error it ended with. */
  readonly result: T | undefined;
  readonly error: unknown;
}

/** The part of the engine's request that the public mocks leave out. */
interface RegisterRequest {
  getType(): string;
  getName(): string;
  getProvider(): string;
  getObject(): { toJavaScript(): Record<string, unknown> } | undefined;
  getParent(): string;
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getIgnorechangesList(): string[];
  getImportid(): string;
  getDependenciesList(): string[];
  getCustom(): boolean;
}

interface Monitor {
  registerResource(request: RegisterRequest, callback: Callback): Promise<void>;
  registerResourceOutputs(request: OutputsRequest, callback: Callback): void;
}

interface OutputsRequest {
  getUrn(): string;
  getOutputs(): { toJavaScript(): Record<string, unknown> };
}

type Callback = (error: unknown, response: { getUrn(): string }) => void;

export interface RunOptions {
  /** @default "vps" */
  readonly stack?: string;
  /** The stack's settings by their full key. @default none */
  readonly config?: Readonly<Record<string, string>>;
}

/**
 * Runs a program as a preview would and returns everything that it registered; every registration is awaited. A call of a
 * provider's function is an error, since nothing of ours makes one.
 */
export async function runProgram<T>(program: () => T | Promise<T>, { stack = "vps", config = {} }: RunOptions = {}): Promise<Run<T>> {
  const resources: Registered[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ name, inputs, custom }) => ({ id: custom === true ? `${name}-id` : undefined, state: inputs as object }),
      call: ({ token }) => {
        throw new Error(`nobody expected a call of ${token}`);
      },
    },
    "homelab",
    stack,
    true,
  );
  pulumi.runtime.setAllConfig({ ...config });
  record(pulumi.runtime.getMonitor() as unknown as Monitor, resources);
  let result: T | undefined;
  let error: unknown;
  try {
    result = await program();
  } catch (caught) {
    error = caught;
  }
  await pulumi.runtime.disconnect();
  return { resources, result, error };
}

/** The resources of one type by name. */
export function ofType(resources: readonly Registered[], type: string): Map<string, Registered> {
  return new Map(resources.filter((resource) => resource.type === type).map((resource) => [resource.name, resource]));
}

/** The tree as a person draws it: `parent > child`, one line a resource, sorted. */
export function tree(resources: readonly Registered[]): string[] {
  return resources.map(({ parent, type, name }) => `${parent ?? "stack"} > ${name} (${type})`).sort();
}

function record(monitor: Monitor, resources: Registered[]): void {
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) =>
    register(request, (error, response) => {
      if (error === undefined || error === null) resources.push(registered(request, response.getUrn()));
      callback(error, response);
    });
  const finish = monitor.registerResourceOutputs.bind(monitor);
  monitor.registerResourceOutputs = (request, callback) => {
    const known = resources.find(({ urn }) => urn === request.getUrn());
    if (known !== undefined) known.outputs = request.getOutputs().toJavaScript();
    finish(request, callback);
  };
}

function registered(request: RegisterRequest, urn: string): Registered {
  return {
    type: request.getType(),
    name: request.getName(),
    urn,
    parent: nameOf(request.getParent()),
    custom: request.getCustom(),
    inputs: request.getObject()?.toJavaScript() ?? {},
    // A provider is named by its URN and its id, joined by the same two colons.
    provider: nameOf(request.getProvider().split("::").slice(0, -1).join("::")),
    protect: request.getProtect(),
    retainOnDelete: request.getRetainondelete(),
    ignoreChanges: request.getIgnorechangesList(),
    importId: request.getImportid(),
    dependsOn: request.getDependenciesList().flatMap((dependency) => nameOf(dependency) ?? []),
  };
}

function nameOf(urn: string): string | undefined {
  return urn === "" ? undefined : urn.split("::").at(-1);
}
