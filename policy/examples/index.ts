import { chelstyExamples } from "./chelsty.ts";
import { dataExamples } from "./data.ts";
import type { Examples } from "./example.ts";
import { exposureExamples } from "./exposure.ts";
import { guestExamples } from "./guests.ts";
import { imageExamples } from "./images.ts";
import { memoryExamples } from "./memory.ts";
import { nameExamples } from "./names.ts";
import { placementExamples } from "./placement.ts";
import { secretExamples } from "./secrets.ts";

/** For each policy, ways to break it and nothing else. */
export const examples: Examples = {
  ...memoryExamples,
  ...nameExamples,
  ...dataExamples,
  ...imageExamples,
  ...exposureExamples,
  ...guestExamples,
  ...chelstyExamples,
  ...secretExamples,
  ...placementExamples,
};
