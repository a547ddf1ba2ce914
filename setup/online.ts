/** Where the Pulumi CLI and its plugins are downloaded from, also by Pulumi's own installer. */
const DOWNLOAD_HOST = "https://get.pulumi.com/";

/** A machine without a way out must learn it fast; a slow one only misses the shortcut. */
const TIMEOUT_MS = 3000;

/** Whether Pulumi's download host answers at all; asked at most once. */
export function onlineProbe(probe: typeof fetch = fetch): () => Promise<boolean> {
  let answer: Promise<boolean> | undefined;
  return () =>
    (answer ??= probe(DOWNLOAD_HOST, { method: "HEAD", redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS) }).then(
      (response) => response.status < 500,
      () => false,
    ));
}
