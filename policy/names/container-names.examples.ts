import type { Example } from "../examples/example.ts";

export const examples: readonly Example[] = [
  {
    when: "a container is called otherwise",
    change: (fleet) => (fleet.container("VPS", "outline")["container_name"] = "wiki"),
    says: "the container of outline is called wiki; allowed: outline",
  },
  {
    when: "a container has no name of its own",
    change: (fleet) => delete fleet.container("VPS", "outline")["container_name"],
    says: "Compose would call it outline-outline-1",
  },
  {
    when: "a name is not in kebab-case",
    change: (fleet) => {
      const { services } = fleet.document("VPS", "outline");
      services["outline_web"] = { ...services["outline"], container_name: "outline_web" };
      delete services["outline"];
    },
    says: "the Compose service outline_web of outline is not in kebab-case",
  },
];
