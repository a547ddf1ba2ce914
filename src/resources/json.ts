/** A plain JSON object: what a parsed YAML file holds. Typed models of ours (interfaces included) fit without a cast. */
export type Json = object;
