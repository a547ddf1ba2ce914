/** The engine's event stream (`--json` with PULUMI_ENABLE_STREAMING_JSON_PREVIEW): one event a line, exactly one of these set. */
export interface EngineEvent {
  readonly resourcePreEvent?: { readonly metadata: StepMetadata };
  readonly resOutputsEvent?: { readonly metadata: StepMetadata };
  readonly resOpFailedEvent?: { readonly metadata: StepMetadata };
  readonly diagnosticEvent?: DiagnosticEvent;
  readonly policyEvent?: PolicyEvent;
  readonly policyAnalyzeSummaryEvent?: PolicySummary;
  readonly policyAnalyzeStackSummaryEvent?: PolicySummary;
  readonly summaryEvent?: { readonly resourceChanges?: Readonly<Record<string, number>> };
  readonly errorEvent?: { readonly error: string };
}

/** One step of the plan. */
export interface StepMetadata {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  readonly old?: StepState | null;
  readonly new?: StepState | null;
  readonly detailedDiff?: Readonly<Record<string, { readonly diffKind: string; readonly inputDiff?: boolean }>> | null;
}

/** A resource before or after a step; secrets are blinded by the engine. */
export interface StepState {
  readonly parent?: string;
  readonly protect?: boolean;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

export interface DiagnosticEvent {
  readonly urn?: string;
  readonly message: string;
  /** `debug`, `info`, `info#err`, `warning` or `error`. */
  readonly severity: string;
  readonly ephemeral?: boolean;
}

export interface PolicyEvent {
  readonly resourceUrn?: string;
  readonly message: string;
  readonly policyName: string;
  readonly policyPackName: string;
  /** `mandatory`, `advisory`, `warning` or `remediate`. */
  readonly enforcementLevel: string;
}

export interface PolicySummary {
  readonly policyPackName: string;
  readonly passed?: readonly string[];
  readonly failed?: readonly string[];
}

/** The event of one line, or undefined for a line that is none (a warning of the CLI itself). */
export function parseEvent(line: string): EngineEvent | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line) as EngineEvent;
  } catch {
    return undefined;
  }
}

/** The name in a URN: what follows the last `::`. */
export function urnName(urn: string): string {
  // A name may itself hold `::`; the first four parts may not.
  return urn.split("::").slice(3).join("::");
}

/** A type as people say it: `docker:index/volume:Volume` → `docker:Volume`. */
export function shortType(type: string): string {
  const [pkg, module, name] = type.split(":");
  if (name === undefined || module === undefined) return type;
  const folder = module.split("/")[0] ?? module;
  return folder === "index" || folder === "" ? `${pkg}:${name}` : `${pkg}:${folder}:${name}`;
}
