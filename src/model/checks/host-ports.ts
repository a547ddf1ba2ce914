import type { DeploymentParts, InventoryParts } from "../load/parts.ts";
import type { Problem } from "../problem.ts";
import { hostPorts, inDocument, type HostPort } from "./document.ts";

/** A port of a node is given away once: the second container could not start. */
export function checkHostPorts(parts: InventoryParts): Problem[] {
  return [...parts.nodes.values()].flatMap((node) => {
    const taken: Taken[] = [];
    return parts.deployments
      .filter((deployment) => deployment.node === node)
      .flatMap((deployment) => hostPorts(deployment).flatMap((port) => take({ deployment, port }, taken)));
  });
}

interface Taken {
  readonly deployment: DeploymentParts;
  readonly port: HostPort;
}

function take(wanted: Taken, taken: Taken[]): Problem[] {
  const other = taken.find(({ port }) => overlap(port, wanted.port));
  taken.push(wanted);
  if (other === undefined) return [];
  const { deployment, port } = wanted;
  return [
    {
      ...inDocument(deployment, port.path),
      message:
        `${label(wanted)} asks for the host port ${format(port)} of ${deployment.node.name}, ` +
        `which ${label(other)} has${format(other.port) === format(port) ? "" : ` by ${format(other.port)}`}`,
      fix: "publish one of them on another port or address",
    },
  ];
}

function overlap(a: HostPort, b: HostPort): boolean {
  const sameAddress = a.address === b.address || isAll(a.address) || isAll(b.address);
  return a.protocol === b.protocol && sameAddress && a.first <= b.last && b.first <= a.last;
}

/** Without an address, and for 0.0.0.0 and ::, the engine takes the port on every address. */
function isAll(address: string): boolean {
  return ["", "0.0.0.0", "::", "[::]", "*"].includes(address);
}

function format(port: HostPort): string {
  const range = port.first === port.last ? String(port.first) : `${port.first}-${port.last}`;
  const address = port.address === "" ? "" : `${port.address.includes(":") ? `[${port.address}]` : port.address}:`;
  return `${address}${range}/${port.protocol}`;
}

function label({ deployment, port }: Taken): string {
  return port.service === deployment.service.name ? port.service : `${deployment.service.name}/${port.service}`;
}
