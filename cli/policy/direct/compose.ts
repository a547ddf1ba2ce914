import { setImmediate as turn, setTimeout as wait } from "node:timers/promises";
import type * as EngineProto from "@pulumi/pulumi/proto/engine_pb.js";
import type { Plugin } from "../../../provider/rpc/plugin.ts";
import type { DiagnosticEvent } from "../../preview/events.ts";
import type { ComposedStack, Composition } from "./composition.ts";
import { failureEvent } from "./failure.ts";
import { Monitor } from "./monitor.ts";
import { pulumi, withOwnState } from "./sdk.ts";

/** How a program is run. */
export interface ComposeOptions {
  readonly stack: ComposedStack;
  /** What the program's module exports: it makes the resources and returns the stack's outputs. */
  readonly program: () => object | Promise<object>;
  /** The project's folder, where `Pulumi.yaml` stands. */
  readonly root: string;
  /** The providers that are asked whether inputs are right, by package. */
  readonly plugins: ReadonlyMap<string, Plugin>;
}

/** So long a program that failed may wait for what it had begun, in milliseconds. */
const LAST_WORDS = 2000;

/**
 * Runs a program with the real SDK as a preview from nothing would, and returns what it asked for. It has the settings of its
 * stack and a state of its own; its errors are part of the result. One at a time: an error that nobody catches is seen by the
 * whole process.
 */
export function compose({ stack, program, root, plugins }: ComposeOptions): Promise<Composition> {
  return withOwnState(async (state) => {
    const monitor = new Monitor(stack, plugins);
    pulumi.runtime.setMockOptions(monitor, stack.project, stack.name, true, "organization");
    state.settings.engine = new Log(monitor.diagnostics);
    state.settings.options.rootDirectory = root;
    pulumi.runtime.setAllConfig({ ...stack.settings });
    const failures = new Set<unknown>();
    // The same error comes once for every promise that waits for what failed.
    const fail = (error: unknown): void => void failures.add(error);
    process.on("unhandledRejection", fail);
    process.on("uncaughtException", fail);
    try {
      await pulumi.runtime.runInPulumiStack(async () => program()).catch(fail);
      const done = pulumi.runtime.disconnect().catch(fail);
      await (failures.size === 0 ? done : Promise.race([done, wait(LAST_WORDS, undefined, { ref: false })]));
      // What failed at the very end is reported a turn later.
      await turn();
      await turn();
    } finally {
      process.off("unhandledRejection", fail);
      process.off("uncaughtException", fail);
    }
    const ended = await Promise.all([...failures].map(failureEvent));
    return { stack, resources: [...monitor.resources.values()], diagnostics: [...monitor.diagnostics, ...ended] };
  });
}

type Answer = (error: null, response: object) => void;

/** The engine's ear: what the program and the SDK log. */
class Log {
  readonly #diagnostics: DiagnosticEvent[];

  constructor(diagnostics: DiagnosticEvent[]) {
    this.#diagnostics = diagnostics;
  }

  log(request: EngineProto.LogRequest, answer: Answer): void {
    const severity = ["debug", "info", "warning", "error"][request.getSeverity()] ?? "error";
    const event = { urn: request.getUrn(), message: request.getMessage(), severity, ephemeral: request.getEphemeral() };
    if (severity !== "debug") this.#diagnostics.push(event);
    answer(null, {});
  }

  setRootResource(_: unknown, answer: Answer): void {
    answer(null, {});
  }

  /** The SDK and this are pinned together. */
  requirePulumiVersion(_: unknown, answer: Answer): void {
    answer(null, {});
  }

  close(): void {
    // Nothing is open.
  }
}
