import type { FieldGroup } from "./context.ts";
import { environment } from "./environment.ts";
import { health } from "./health.ts";
import { image } from "./image.ts";
import { labels } from "./labels.ts";
import { logging } from "./logging.ts";
import { mounts } from "./mounts.ts";
import { networks } from "./networks.ts";
import { ports } from "./ports.ts";
import { process } from "./process.ts";
import { resources } from "./resources.ts";
import { restart } from "./restart.ts";
import { security } from "./security.ts";

/** Every group of attributes that is compared. */
export const fieldGroups: readonly FieldGroup[] = [
  image,
  resources,
  restart,
  process,
  environment,
  ports,
  mounts,
  networks,
  labels,
  security,
  health,
  logging,
];
