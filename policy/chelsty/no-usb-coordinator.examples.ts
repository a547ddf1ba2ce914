import type { Example } from "../examples/example.ts";

export const examples: readonly Example[] = [
  {
    when: "a variable names a USB stick",
    change: (fleet) => (fleet.environment("CHELSTY-HA", "homeassistant")["STICK"] = "/dev/ttyUSB0"),
    says: "names the USB device /dev/ttyUSB0",
  },
  {
    when: "a placed file names a USB stick",
    change: (fleet) => fleet.place("CHELSTY-HA", "homeassistant", "files/zha.yaml", "# never /dev/ttyUSB0\ndevice: /dev/ttyUSB1\n"),
    says: "/dev/ttyUSB1",
  },
];
