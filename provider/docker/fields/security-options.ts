import { textsOf } from "../json.ts";
import type { HostConfig } from "../engine.ts";
import type { FieldGroup } from "./context.ts";
import { compareTexts } from "./items.ts";

const LABEL_DISABLE = "label=disable";
/** Compose sends it as two empty lists of paths instead of an option. */
const UNCONFINED = "systempaths=unconfined";

/** A security profile is sent whole, so only that there is one is compared. */
export const securityOptions: FieldGroup = ({ declared, service, host }) => {
  const asked = textsOf(service["security_opt"]);
  const wants = (option: string): boolean => asked.some((text) => normal(text) === option);
  const shown = (host.SecurityOpt ?? [])
    .filter((option) => normal(option) !== LABEL_DISABLE || wants(LABEL_DISABLE) || !addedByEngine(host))
    .map((option) => (normal(option) === "seccomp=profile" && !asked.includes(option) ? "seccomp=(another profile)" : option));
  return compareTexts("security_opt", declared["security_opt"], asked, [...shown, ...systemPaths(host, wants(UNCONFINED))], normal);
};

function normal(text: string): string {
  const option = text.replace(/^([a-z-]+):/, "$1=");
  if (option.startsWith("seccomp=") && option !== "seccomp=unconfined" && option !== "seccomp=builtin") return "seccomp=profile";
  return option === "no-new-privileges=true" ? "no-new-privileges" : option;
}

/** Where a container shares the node's processes or IPC, or is privileged, the engine turns SELinux labels off by itself. */
function addedByEngine({ Privileged: privileged, PidMode: pid, IpcMode: ipc }: HostConfig): boolean {
  return privileged === true || pid === "host" || ipc === "host";
}

/** Whether the kernel's own files are open: both lists are empty. A privileged container has none, whatever was asked for. */
function systemPaths({ MaskedPaths: masked, ReadonlyPaths: readOnly, Privileged: privileged }: HostConfig, asked: boolean): string[] {
  const open = [masked, readOnly].filter((paths) => paths?.length === 0).length;
  if (open === 2 || (privileged === true && asked)) return [UNCONFINED];
  return open === 1 ? ["systempaths=(partly unconfined)"] : [];
}
