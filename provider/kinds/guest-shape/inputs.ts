import { shapeRules } from "../../../src/inventory/guest-shape.ts";
import type { Problem } from "../../../compose/problem.ts";
import { hostFolder } from "../../../src/inventory/schema/host-folder.ts";
import { z } from "zod";
import { jsonMap, text } from "../../inputs/types.ts";
import { differences } from "../../rpc/difference.ts";
import { bare, isList, isMap, textAt } from "../../rpc/property-value.ts";
import type { PropertyMap, PropertyValue } from "../../rpc/property-value.ts";
import type { ResourceType } from "../resource.ts";
import { kebabName, nodeName } from "../../inputs/names.ts";

/**
 * `homelab:proxmox:GuestShape`: what of a guest only a new guest could have otherwise. It is nowhere but in the state, and
 * refuses a change that would make the guest anew.
 */
export const guestShape: ResourceType = {
  token: "homelab:proxmox:GuestShape",
  description: "What of a guest cannot change without making it anew, as the last up left it.",
  inputs: z.strictObject({
    hypervisor: nodeName.describe("The node that runs the guest, in capitals."),
    guest: kebabName.describe("The guest's key in guests.yaml."),
    kind: text("lxc or vm", /^(lxc|vm)$/).describe("The kind of guest."),
    stateful: z.boolean().describe("Whether it holds something, so that a change of its shape is refused."),
    shape: jsonMap.describe("Its parts that only a new guest could have otherwise, by part."),
    changedByHand: z.array(text("a part of the shape")).nullish().describe("The parts that a person has changed on the hypervisor."),
  }),
  identity: new Set(["hypervisor", "guest", "kind"]),
  deleteBeforeReplace: false,
  idOf: (inputs) => `${textAt(inputs, "hypervisor")}/${textAt(inputs, "guest")}`,
  rules: () => [],
  changeProblems,
};

/** Every part that differs from what the guest was made with, and that nobody changed by hand. */
function changeProblems(olds: PropertyMap, news: PropertyMap): Problem[] {
  // A guest that may go is first said to be none that holds anything, in a commit of its own.
  if (olds["stateful"] === false || news["stateful"] === false) return [];
  const [before, after] = [mapAt(olds, "shape"), mapAt(news, "shape")];
  const byHand = listAt(news, "changedByHand");
  const guest = textAt(news, "guest");
  return shapeRules
    .filter(({ kind, part }) => kind === textAt(news, "kind") && !byHand.includes(part))
    .flatMap(({ part, property, when, byHand: way }): Problem[] => {
      const [old, now] = [before[part], after[part]];
      if (old === undefined || now === undefined || differences({ [part]: old }, { [part]: now }).length === 0) return [];
      if (when === "smaller" && !(Number(now) < Number(old))) return [];
      const vmid = after["vmid"];
      return [
        {
          ...placeOf(part, guest, hostFolder(textAt(news, "hypervisor"))),
          message: `${show(old)} → ${show(now)} would delete ${guest} and make it anew, without its disk: ${property} forces a replacement`,
          fix: `take it back; or do it on the hypervisor (${way.replaceAll("<vmid>", typeof vmid === "number" ? String(vmid) : "<vmid>")}), and name ${part} under changed_by_hand`,
        },
      ];
    });
}

/** Where the part stands in git: the name of the machine is a capability of its node. */
function placeOf(part: string, guest: string, host: string): Pick<Problem, "place" | "path"> {
  return part === "node_name"
    ? { place: { file: `hosts/${host}/capabilities.yaml` }, path: "hypervisor.node_name" }
    : { place: { file: `hosts/${host}/guests.yaml` }, path: `guests.${guest}.${part}` };
}

function mapAt(inputs: PropertyMap, key: string): PropertyMap {
  const value = inputs[key];
  const inner = value === undefined ? undefined : bare(value);
  return isMap(inner) ? inner : {};
}

function listAt(inputs: PropertyMap, key: string): readonly PropertyValue[] {
  const value = inputs[key];
  const inner = value === undefined ? undefined : bare(value);
  return inner !== undefined && isList(inner) ? inner : [];
}

function show(value: PropertyValue): string {
  const text = JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}
