import type * as AnalyzerProto from "@pulumi/pulumi/proto/analyzer_pb.js";
import type { PropertyMap } from "../../../provider/rpc/property-value.ts";
import type { EngineEvent } from "../../preview/events.ts";
import { isWhole, type ComposedResource, type Composition } from "./composition.ts";
import { levelName, type Overrides } from "./levels.ts";
import { call, type Configured, type Pack } from "./pack.ts";
import { toStruct } from "./properties.ts";
import { analyzerProto } from "./sdk.ts";

type Struct = ReturnType<typeof toStruct>;
type Response = AnalyzerProto.AnalyzeResponse;

/**
 * Asks the pack about a stack as the engine does: about every resource with its inputs, then about all of them with what they
 * would have become; the latter only when the stack is whole. Returns the events that the engine would have shown.
 */
export async function askPack(pack: Pack, composition: Composition, overrides?: Overrides): Promise<EngineEvent[]> {
  const configured = await pack.configure(composition.stack, overrides);
  const { resources } = composition;
  const messages = new Messages(resources);
  const each = resources.map(async (resource) => {
    const response = await call<Response>((answer) => pack.client.analyze(messages.about(resource), answer));
    return events(response, configured, analyzerProto.PolicyType.POLICY_TYPE_RESOURCE, () => resource.urn);
  });
  const said = (await Promise.all(each)).flat();
  if (!isWhole(composition)) return said;
  const request = new analyzerProto.AnalyzeStackRequest();
  request.setResourcesList(resources.map((resource) => messages.inStack(resource)));
  const response = await call<Response>((answer) => pack.client.analyzeStack(request, answer));
  const known = new Set(resources.map(({ urn }) => urn));
  const stack = resources[0]?.urn ?? "";
  return [...said, ...events(response, configured, analyzerProto.PolicyType.POLICY_TYPE_STACK, (urn) => (known.has(urn) ? urn : stack))];
}

/** What the policies of one kind said, and which of them had nothing to say. */
function events(
  response: Response,
  { policies, settings }: Configured,
  kind: AnalyzerProto.PolicyType,
  urnOf: (urn: string) => string,
): EngineEvent[] {
  const failed = new Set(response.getDiagnosticsList().map((diagnostic) => diagnostic.getPolicyname()));
  const elsewhere = new Set(response.getNotApplicableList().map((policy) => policy.getPolicyName()));
  const asked = policies.filter(
    (policy) => policy.getPolicyType() === kind && settings.get(policy.getName())?.level !== analyzerProto.EnforcementLevel.DISABLED,
  );
  const passed = asked.map((policy) => policy.getName()).filter((name) => !failed.has(name) && !elsewhere.has(name));
  return [
    ...response.getDiagnosticsList().map((diagnostic): EngineEvent => ({
      policyEvent: {
        resourceUrn: urnOf(diagnostic.getUrn()),
        message: diagnostic.getMessage(),
        policyName: diagnostic.getPolicyname(),
        policyPackName: diagnostic.getPolicypackname(),
        enforcementLevel: levelName(diagnostic.getEnforcementlevel()),
      },
    })),
    { policyAnalyzeSummaryEvent: { policyPackName: "", passed, failed: [...failed] } },
  ];
}

/** The resources of a stack in the protocol's form; properties are put into it once. */
class Messages {
  readonly #structs = new Map<PropertyMap, Struct>();
  readonly #byUrn: ReadonlyMap<string, ComposedResource>;

  constructor(resources: readonly ComposedResource[]) {
    this.#byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  }

  about(resource: ComposedResource): AnalyzerProto.AnalyzeRequest {
    const request = new analyzerProto.AnalyzeRequest();
    this.#describe(request, resource, resource.inputs);
    return request;
  }

  inStack(resource: ComposedResource): AnalyzerProto.AnalyzerResource {
    const message = new analyzerProto.AnalyzerResource();
    this.#describe(message, resource, resource.outputs);
    message.setParent(resource.parent);
    message.setDependenciesList([...resource.dependencies]);
    const map = message.getPropertydependenciesMap();
    for (const [key, urns] of resource.propertyDependencies) {
      if (urns.length === 0) continue;
      const dependencies = new analyzerProto.AnalyzerPropertyDependencies();
      dependencies.setUrnsList([...urns]);
      map.set(key, dependencies);
    }
    return message;
  }

  #describe(
    message: AnalyzerProto.AnalyzeRequest | AnalyzerProto.AnalyzerResource,
    resource: ComposedResource,
    properties: PropertyMap,
  ): void {
    message.setUrn(resource.urn);
    message.setType(resource.type);
    message.setName(resource.name);
    message.setProperties(this.#struct(properties));
    message.setOptions(options(resource));
    const provider = this.#byUrn.get(resource.provider ?? "");
    if (provider === undefined) return;
    const about = new analyzerProto.AnalyzerProviderResource();
    about.setUrn(provider.urn);
    about.setType(provider.type);
    about.setName(provider.name);
    about.setProperties(this.#struct(provider.inputs));
    message.setProvider(about);
  }

  #struct(properties: PropertyMap): Struct {
    const struct = this.#structs.get(properties) ?? toStruct(properties);
    this.#structs.set(properties, struct);
    return struct;
  }
}

/** What policies are told of a resource's options. Nothing has an alias in a stack that holds nothing, and no policy asks for timeouts. */
function options({
  protect,
  ignoreChanges,
  deleteBeforeReplace,
  additionalSecretOutputs,
  parent,
}: ComposedResource): AnalyzerProto.AnalyzerResourceOptions {
  const message = new analyzerProto.AnalyzerResourceOptions();
  message.setProtect(protect);
  message.setIgnorechangesList([...ignoreChanges]);
  message.setDeletebeforereplace(deleteBeforeReplace ?? false);
  message.setDeletebeforereplacedefined(deleteBeforeReplace !== undefined);
  message.setAdditionalsecretoutputsList([...additionalSecretOutputs]);
  message.setParent(parent);
  return message;
}
