/** What a bridge keeps beside the properties of a resource: the names it filled in by itself, its state's version. */
const NOTES: ReadonlySet<string | number> = new Set(["__defaults", "__meta", "__pulumi_raw_state_delta"]);

/** Whether a path leads to a note of the bridge that made the resource. Nobody declares it, so a change of it says nothing. */
export function isBookkeeping(type: string, path: readonly (string | number)[]): boolean {
  return !type.startsWith("homelab:") && path.some((step) => NOTES.has(step));
}

/** A resource's properties without the notes of the bridge that made it, as deep as they go. */
export function withoutBookkeeping<T>(type: string, properties: T): T {
  return type.startsWith("homelab:") ? properties : (stripped(properties) as T);
}

function stripped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stripped);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !NOTES.has(name))
      .map(([name, item]) => [name, stripped(item)]),
  );
}
