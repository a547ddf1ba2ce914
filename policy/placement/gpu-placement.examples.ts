import type { Example } from "../examples/example.ts";

export const examples: readonly Example[] = [
  {
    when: "a service asks for a GPU where there is none",
    change: (fleet) => (fleet.capabilities("SOLARIA")["gpus"] = []),
    says: "ollama on SOLARIA asks for a graphics processor of nvidia, but SOLARIA has none",
  },
  {
    when: "the GPU is of another maker",
    change: (fleet) => (fleet.capabilities("SOLARIA")["gpus"] = [{ vendor: "amd", model: "RX", memory_mib: 1 }]),
    says: "but SOLARIA has amd",
  },
  {
    when: "a container uses the NVIDIA runtime",
    change: (fleet) => (fleet.container("CHELSTY-HA", "homeassistant")["runtime"] = "nvidia"),
    says: "homeassistant on CHELSTY-HA asks for a graphics processor of nvidia",
  },
];
