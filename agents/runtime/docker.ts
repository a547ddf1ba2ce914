import { request } from "node:http";
import { z } from "zod";

/** The engine does not answer, or not as the Docker Engine API says. */
export class EngineError extends Error {
  override readonly name = "EngineError";
}

/** The most bytes of one answer. */
const ANSWER_BYTES = 32 * 1024 * 1024;

/**
 * Asks the engine with GET. There is no other verb here: an agent that watches must not be able to change anything, whoever calls it.
 * @param path With its query, of API version 1.41 (engine 20.10), such as `/containers/json?all=1`.
 * @throws EngineError
 */
export async function askEngine<T>(socketPath: string, path: string, schema: z.ZodType<T>, timeoutMs = 10_000): Promise<T> {
  const text = await get(socketPath, `/v1.41${path}`, timeoutMs);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new EngineError(`the engine answered ${path} with no JSON`, { cause: error });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new EngineError(`the engine answered ${path} in another form: ${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`);
}

function get(socketPath: string, path: string, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string, cause?: unknown) => reject(new EngineError(`the engine ${reason}`, { cause }));
    const asked = request(
      { socketPath, path, method: "GET", headers: { host: "docker" }, signal: AbortSignal.timeout(timeoutMs) },
      (answer) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        answer.on("data", (chunk: Buffer) => {
          chunks.push(chunk);
          bytes += chunk.length;
          if (bytes > ANSWER_BYTES) asked.destroy(new Error(`more than ${ANSWER_BYTES} bytes`));
        });
        answer.on("error", (error) => fail("stopped answering", error));
        answer.on("end", () => {
          const { statusCode = 0 } = answer;
          if (statusCode === 200) resolve(Buffer.concat(chunks).toString("utf8"));
          else fail(`answered ${path} with ${statusCode}`);
        });
      },
    );
    asked.on("error", (error) =>
      fail(error.name === "TimeoutError" ? `did not answer within ${timeoutMs / 1000} s` : "cannot be reached", error),
    );
    asked.end();
  });
}

/** A container as the list gives it. */
export const listedContainer = z.object({
  Id: z.string(),
  Names: z.array(z.string()).min(1),
  Image: z.string(),
  ImageID: z.string(),
  State: z.string(),
  Labels: z.record(z.string(), z.string()).nullable(),
});

/** What an inspection adds that agents look at. */
export const inspectedContainer = z.object({
  Id: z.string(),
  Name: z.string(),
  RestartCount: z.int(),
  State: z.object({
    Status: z.string(),
    ExitCode: z.int(),
    StartedAt: z.string(),
    FinishedAt: z.string(),
    OOMKilled: z.boolean(),
    Health: z.object({ Status: z.string(), FailingStreak: z.int() }).optional(),
  }),
  HostConfig: z.object({ RestartPolicy: z.object({ Name: z.string() }), Memory: z.int() }),
});

/** The memory figures of one look. */
export const containerStats = z.object({
  memory_stats: z.object({ usage: z.int().optional(), stats: z.record(z.string(), z.number()).optional() }),
});
