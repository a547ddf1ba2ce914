import { soundDeployment } from "../../support/inventory.ts";

/** A persistent volume as a contract declares it. */
export const postgres = {
  type: "volume",
  name: "outline_postgres_data",
  service: "outline",
  target: "/pg",
  description: "Rows.",
  backup: "outline",
};

/** The deployment of a service whose contract has these persistence paths, and whose document has these volumes. */
export function withPaths(paths: readonly object[], volumes?: Readonly<Record<string, unknown>>) {
  return soundDeployment("outline", { contract: { persistence: { paths } }, ...(volumes && { document: { volumes } }) });
}
