/** `**::EDGE/**`, `**::EDGE`, or a whole URN: the name's first part is the node. */
const NODE = /^(?:\*\*::|urn:pulumi:(?:[^:]|:(?!:))*::(?:[^:]|:(?!:))*::(?:[^:]|:(?!:))*::)([A-Z][A-Z0-9-]*)(?:$|\/)/;

/**
 * What the engine's own options leave out, for the program. The engine reads what is to be adopted although it is excluded or no
 * target (tried with 3.258.0), so the program must not ask for it there.
 * @param args the options of the Pulumi CLI
 */
export function selectionEnvironment(args: readonly string[]): Record<string, string> {
  const named = (option: string): string[] => [
    ...new Set(
      args.flatMap((argument, index) => {
        const value =
          argument === option ? args[index + 1] : argument.startsWith(`${option}=`) ? argument.slice(option.length + 1) : undefined;
        return value === undefined ? [] : (NODE.exec(value)?.[1] ?? []);
      }),
    ),
  ];
  const [excluded, targets] = [named("--exclude"), named("--target")];
  return {
    ...(excluded.length === 0 ? {} : { HOMELAB_LEFT_OUT_NODES: excluded.join(",") }),
    ...(targets.length === 0 ? {} : { HOMELAB_ONLY_NODES: targets.join(",") }),
  };
}
