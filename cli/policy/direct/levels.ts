import type * as AnalyzerProto from "@pulumi/pulumi/proto/analyzer_pb.js";
import { analyzerProto, Struct } from "./sdk.ts";

type Info = AnalyzerProto.AnalyzerInfo;
type Properties = Record<string, unknown>;

/** The level and the options of one policy. */
export interface PolicySetting {
  readonly level: AnalyzerProto.EnforcementLevel;
  readonly properties: Properties;
}

/** What somebody sets beside the pack's own configuration, by policy (`--policy-pack-config` of the engine). */
export type Overrides = Readonly<Record<string, Properties & { readonly enforcementLevel?: string }>>;

/**
 * The settings of every policy as the engine makes them: what the policy says itself, then the pack's configuration of this
 * stack, then what goes before both; options one by one.
 */
export function settingsOf(info: Info, overrides: Overrides = {}): Map<string, PolicySetting> {
  const initial = info.getInitialconfigMap();
  return new Map(
    info.getPoliciesList().map((policy) => {
      const own = initial.get(policy.getName());
      const { enforcementLevel, ...options } = overrides[policy.getName()] ?? {};
      const level = own?.getEnforcementlevel() ?? policy.getEnforcementlevel();
      const properties = { ...defaults(policy), ...(own?.getProperties()?.toJavaScript() as Properties | undefined), ...options };
      return [policy.getName(), { level: enforcementLevel === undefined ? level : levelOf(enforcementLevel), properties }];
    }),
  );
}

/** The request that tells the pack its settings. */
export function configureRequest(settings: ReadonlyMap<string, PolicySetting>): AnalyzerProto.ConfigureAnalyzerRequest {
  const request = new analyzerProto.ConfigureAnalyzerRequest();
  const map = request.getPolicyconfigMap();
  for (const [name, { level, properties }] of settings) {
    const one = new analyzerProto.PolicyConfig();
    one.setEnforcementlevel(level);
    one.setProperties(Struct.fromJavaScript(properties as Parameters<typeof Struct.fromJavaScript>[0]));
    map.set(name, one);
  }
  return request;
}

/** A level as people write it. */
export function levelName(level: AnalyzerProto.EnforcementLevel): string {
  const { ADVISORY, DISABLED, REMEDIATE } = analyzerProto.EnforcementLevel;
  // What could not be remedied stops an update.
  return (
    new Map([
      [ADVISORY, "advisory"],
      [DISABLED, "disabled"],
      [REMEDIATE, "mandatory"],
    ]).get(level) ?? "mandatory"
  );
}

function levelOf(name: string): AnalyzerProto.EnforcementLevel {
  const levels = analyzerProto.EnforcementLevel as unknown as Readonly<Record<string, AnalyzerProto.EnforcementLevel>>;
  const level = levels[name.toUpperCase()];
  if (level === undefined)
    throw new Error(`${JSON.stringify(name)} is no level of a policy; allowed: ${Object.keys(levels).join(", ").toLowerCase()}`);
  return level;
}

function defaults(policy: AnalyzerProto.PolicyInfo): Properties {
  const schema = policy.getConfigschema()?.getProperties()?.toJavaScript() ?? {};
  const given = Object.entries(schema).filter(([, property]) => Object.hasOwn(property as object, "default"));
  return Object.fromEntries(given.map(([name, property]) => [name, (property as { default: unknown }).default]));
}
