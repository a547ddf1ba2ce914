import type { Example } from "../examples/example.ts";

export const examples: readonly Example[] = [
  {
    when: "the coordinator's state is in no set",
    change: (fleet) => fleet.contract("CHELSTY-INFRA", "zigbee2mqtt").persistence.backup_sets.pop(),
    says: "the site chelsty has no backup set slzb-06u-coordinator",
  },
  {
    when: "Home Assistant has no set",
    change: (fleet) => (fleet.contract("CHELSTY-HA", "homeassistant").persistence.backup_sets = []),
    says: "no backup set homeassistant",
  },
  {
    when: "a set is not critical",
    change: (fleet) => (fleet.contract("CHELSTY-INFRA", "mosquitto").persistence.backup_sets = [{ name: "mosquitto", critical: false }]),
    says: "mosquitto of mosquitto on CHELSTY-INFRA is not critical",
  },
  {
    when: "a set is empty",
    change: (fleet) => Object.assign(fleet.contract("CHELSTY-INFRA", "mosquitto").persistence.paths[0] ?? {}, { backup: false }),
    says: "is empty",
  },
];
