import { cleanDiagnostic, isNoise } from "./diagnostics.ts";
import type { EngineEvent, StepMetadata } from "./events.ts";

/** One resource of a plan. */
export interface PlannedResource {
  readonly urn: string;
  readonly type: string;
  /** The engine's word for what would happen: `create`, `update`, `replace`, `delete`, `same`, … */
  readonly operation: string;
  readonly parent?: string;
  readonly protect: boolean;
  /** Whether it is adopted in this very plan; when the operation is not `import`, something of it would change as well. */
  readonly imported?: boolean;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly step: StepMetadata;
}

/** One violation of a policy. */
export interface Violation {
  readonly policy: string;
  /** `mandatory` stops an update; everything else is advice. */
  readonly level: string;
  readonly message: string;
  readonly urn?: string;
}

/** What the engine says it would do to one site. */
export interface Plan {
  readonly resources: readonly PlannedResource[];
  readonly violations: readonly Violation[];
  /** Policies that found nothing to say about any resource, by name. */
  readonly passed: readonly string[];
  /** Why the preview failed; each text may have many lines. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  /** Resources by operation. */
  readonly counts: Readonly<Record<string, number>>;
}

/** Operations that are halves of a replacement: the `replace` step itself stands for both. */
const HALVES = new Set(["create-replacement", "delete-replaced", "read-replacement", "import-replacement", "discard-replaced"]);

/** Puts a plan together from the engine's events, in the order in which resources first appear. */
export class PlanCollector {
  readonly #resources = new Map<string, PlannedResource>();
  readonly #violations = new Map<string, Violation>();
  readonly #passed = new Set<string>();
  readonly #failed = new Set<string>();
  readonly #errors = new Set<string>();
  readonly #warnings = new Set<string>();

  /** How many resources are known so far. */
  get size(): number {
    return this.#resources.size;
  }

  add(event: EngineEvent): void {
    const metadata = (event.resourcePreEvent ?? event.resOutputsEvent ?? event.resOpFailedEvent)?.metadata;
    if (metadata !== undefined) this.#addStep(metadata);
    const { diagnosticEvent, policyEvent, policyAnalyzeSummaryEvent, policyAnalyzeStackSummaryEvent, errorEvent } = event;
    if (diagnosticEvent !== undefined && diagnosticEvent.ephemeral !== true && !isNoise(diagnosticEvent.message)) {
      if (diagnosticEvent.severity === "error") this.#addTo(this.#errors, cleanDiagnostic(diagnosticEvent));
      else if (diagnosticEvent.severity !== "debug") this.#addTo(this.#warnings, cleanDiagnostic(diagnosticEvent));
    }
    if (errorEvent !== undefined) this.#addTo(this.#errors, errorEvent.error.trim());
    if (policyEvent !== undefined) {
      const { policyName: policy, enforcementLevel: level, message, resourceUrn: urn } = policyEvent;
      const violation = { policy, level, message: message.trim(), ...(urn === undefined || urn === "" ? {} : { urn }) };
      this.#violations.set(JSON.stringify(violation), violation);
      this.#failed.add(policy);
    }
    for (const summary of [policyAnalyzeSummaryEvent, policyAnalyzeStackSummaryEvent]) {
      for (const name of summary?.passed ?? []) this.#passed.add(name);
      for (const name of summary?.failed ?? []) this.#failed.add(name);
    }
  }

  /** What is known now; complete once the engine has ended. */
  plan(): Plan {
    const resources = [...this.#resources.values()];
    const counts: Record<string, number> = {};
    for (const { operation } of resources) counts[operation] = (counts[operation] ?? 0) + 1;
    return {
      resources,
      violations: [...this.#violations.values()].sort(
        byText(({ level, policy, urn = "", message }) => [level === "mandatory" ? "0" : "1", policy, urn, message]),
      ),
      passed: [...this.#passed].filter((name) => !this.#failed.has(name)).sort(),
      errors: reasons([...this.#errors]),
      warnings: [...this.#warnings].sort(byText((text) => [text])),
      counts,
    };
  }

  #addStep(step: StepMetadata): void {
    const known = this.#resources.get(step.urn);
    if (known !== undefined && (HALVES.has(step.op) || known.operation === "replace")) return;
    const state = step.new ?? step.old;
    this.#resources.set(step.urn, {
      urn: step.urn,
      type: step.type,
      operation: HALVES.has(step.op) ? "replace" : step.op,
      ...(state?.parent === undefined || state.parent === "" ? {} : { parent: state.parent }),
      protect: state?.protect === true,
      ...(step.op === "import" || known?.imported === true ? { imported: true } : {}),
      inputs: state?.inputs ?? {},
      step,
    });
  }

  #addTo(texts: Set<string>, text: string): void {
    if (text !== "") texts.add(text);
  }
}

/** By these texts, one after the other: the engine speaks of the same things in another order every time. */
function byText<T>(textsOf: (item: T) => readonly string[]): (a: T, b: T) => number {
  return (a, b) => {
    const others = textsOf(b);
    for (const [index, text] of textsOf(a).entries()) {
      const other = others[index] ?? "";
      if (text !== other) return text < other ? -1 : 1;
    }
    return 0;
  };
}

/** After a step that failed, the engine also says of every later one of its plan that it was not seen: no reason, but what follows. */
function reasons(errors: readonly string[]): string[] {
  const own = errors.filter((text) => !/expected resource operations? .*none were seen/s.test(text));
  return own.length === 0 ? [...errors] : own;
}
