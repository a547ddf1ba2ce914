import { HostKeyError, PermissionError, UnreachableError } from "./errors.ts";
import type { FailureFacts, TransportError } from "./errors.ts";

/**
 * Which error it is when `ssh` ends without ever having been connected. OpenSSH has one exit code, 255, for all of them,
 * so its words decide; they are not translated.
 */
export function connectionFailure(facts: FailureFacts): TransportError {
  const words = facts.detail;
  if (/host key verification failed|remote host identification has changed|no .* host key is known/i.test(words)) {
    return new HostKeyError(facts);
  }
  if (/permission denied|too many authentication failures|no (more|supported) authentication methods/i.test(words)) {
    return new PermissionError(facts);
  }
  return new UnreachableError(facts);
}
