import type * as ResourceProto from "@pulumi/pulumi/proto/resource_pb.js";
import type { Plugin } from "../../../provider/rpc/plugin.ts";
import { Unknown, type PropertyMap } from "../../../provider/rpc/property-value.ts";
import type { DiagnosticEvent } from "../../preview/events.ts";
import type { ComposedResource, ComposedStack } from "./composition.ts";
import { forPlugins, fromStruct, toStruct } from "./properties.ts";
import { resourceProto } from "./sdk.ts";

type Request = ResourceProto.RegisterResourceRequest;
type Answer<Response> = (error: Error | null, response?: Response) => void;

const stackType = "pulumi:pulumi:Stack";
const providerTypes = "pulumi:providers:";

/**
 * The engine's side towards a program, in a preview from nothing: it names every resource, asks its provider whether the inputs
 * are right, and answers with what a preview knows. Every provider but those in `plugins` lets everything pass, as offline
 * plugins do.
 */
export class Monitor {
  readonly resources = new Map<string, ComposedResource>();
  readonly diagnostics: DiagnosticEvent[] = [];
  readonly #stack: ComposedStack;
  readonly #plugins: ReadonlyMap<string, Plugin>;

  constructor(stack: ComposedStack, plugins: ReadonlyMap<string, Plugin>) {
    this.#stack = stack;
    this.#plugins = plugins;
  }

  /** What the SDK may use: the forms of values and options that are understood here. */
  getDeploymentInfo(_: unknown, answer: Answer<ResourceProto.DeploymentInfo>): void {
    const { ResourceMonitorFeature: feature, DeploymentInfo } = resourceProto;
    const info = new DeploymentInfo();
    info.setSupportedfeaturesList([
      feature.RESOURCE_MONITOR_FEATURE_SECRETS,
      feature.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
      feature.RESOURCE_MONITOR_FEATURE_OUTPUT_VALUES,
      feature.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
      feature.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
      feature.RESOURCE_MONITOR_FEATURE_REPLACE_WITH,
    ]);
    answer(null, info);
  }

  registerResource(request: Request, answer: Answer<ResourceProto.RegisterResourceResponse>): void {
    // Without an answer the program would wait for ever.
    this.#register(request).then((response) => answer(null, response), answer);
  }

  async #register(request: Request): Promise<ResourceProto.RegisterResourceResponse> {
    const urn = this.#urnOf(request);
    if (this.resources.has(urn)) {
      this.#fail(urn, `Duplicate resource URN '${urn}'; try giving it a unique name`);
      throw new Error(`there are two resources ${urn}`);
    }
    const custom = request.getCustom();
    const isProvider = request.getType().startsWith(providerTypes);
    const inputs = await this.#checked(urn, request);
    // A component has no outputs before it says them; a custom resource would come out as it goes in, its id aside.
    const outputs = custom ? inputs : {};
    this.resources.set(urn, composed(urn, request, inputs, outputs));
    const response = new resourceProto.RegisterResourceResponse();
    response.setUrn(urn);
    // Only the id of a provider stands in the inputs of others, before it is known.
    response.setId(isProvider ? new Unknown().marker : "");
    response.setObject(toStruct(outputs));
    return response;
  }

  registerResourceOutputs(request: ResourceProto.RegisterResourceOutputsRequest, answer: Answer<object>): void {
    const resource = this.resources.get(request.getUrn());
    if (resource !== undefined) resource.outputs = forPlugins(fromStruct(request.getOutputs()));
    answer(null, {});
  }

  readResource(request: ResourceProto.ReadResourceRequest, answer: Answer<never>): void {
    answer(new Error(unanswered(`${request.getType()} ${JSON.stringify(request.getName())} is to be read`)));
  }

  invoke(request: ResourceProto.ResourceInvokeRequest, answer: Answer<never>): void {
    answer(new Error(unanswered(`the function ${request.getTok()} is called`)));
  }

  #urnOf(request: Request): string {
    const parents = request.getParent().split("::")[2] ?? "";
    const type = parents === "" || parents === stackType ? request.getType() : `${parents}$${request.getType()}`;
    return `urn:pulumi:${this.#stack.name}::${this.#stack.project}::${type}::${request.getName()}`;
  }

  /** The inputs as the provider completes them; what it has against them becomes an error, and the others are asked all the same. */
  async #checked(urn: string, request: Request): Promise<PropertyMap> {
    const inputs = forPlugins(fromStruct(request.getObject()));
    const [type, name] = [request.getType(), request.getName()];
    if (!request.getCustom() || type.startsWith(providerTypes)) return inputs;
    const package_ = type.split(":")[0] ?? "";
    if (request.getProvider() === "") {
      this.#fail(urn, `Default provider for '${package_}' disabled. '${type}' must use an explicit provider.`);
      return inputs;
    }
    const plugin = this.#plugins.get(package_);
    if (plugin === undefined) return inputs;
    try {
      const checked = await plugin.check({ urn, type, name, news: inputs });
      for (const { reason } of checked.failures) this.#fail(urn, `${type} resource '${name}' has a problem: ${reason}`);
      return checked.inputs;
    } catch (error) {
      this.#fail(urn, error instanceof Error ? error.message : String(error));
      return inputs;
    }
  }

  #fail(urn: string, message: string): void {
    this.diagnostics.push({ urn, message, severity: "error" });
  }
}

function composed(urn: string, request: Request, inputs: PropertyMap, outputs: PropertyMap): ComposedResource {
  const reference = request.getProvider();
  const propertyDependencies = new Map<string, readonly string[]>();
  request.getPropertydependenciesMap().forEach((value, key) => propertyDependencies.set(key, value.getUrnsList()));
  return {
    urn,
    type: request.getType(),
    name: request.getName(),
    parent: request.getParent(),
    inputs,
    outputs,
    protect: request.getProtect() === true,
    ignoreChanges: request.getIgnorechangesList(),
    deleteBeforeReplace: request.getDeletebeforereplacedefined() ? request.getDeletebeforereplace() : undefined,
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    // A provider is named by its URN and its id, joined by the same two colons.
    provider: reference === "" ? undefined : reference.split("::").slice(0, -1).join("::"),
    dependencies: request.getDependenciesList(),
    propertyDependencies,
  };
}

function unanswered(what: string): string {
  return `${what}, which needs a plugin that can; fix: ask through the engine (npm run policy -- --engine)`;
}
