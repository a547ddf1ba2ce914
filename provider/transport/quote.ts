/**
 * One text that a login shell on the node splits into exactly these arguments. `ssh` joins its arguments with blanks and
 * hands them to the account's shell, so this is the only place where quoting is needed, and nothing is ever quoted
 * elsewhere.
 *
 * Letters, digits and a few signs stand bare; a single quote becomes `"'"` and a backslash `\\`, because fish reads
 * backslashes inside single quotes; all else stands in single quotes, where no shell expands anything. Throws for an empty
 * list and for a NUL, which no argument of a program can hold.
 */
export function shellCommand(argv: readonly string[]): string {
  if (argv.length === 0) throw new Error("a command needs at least the name of a program");
  return argv.map(shellWord).join(" ");
}

function shellWord(argument: string): string {
  if (argument.includes("\0")) throw new Error("an argument of a command cannot hold a NUL character");
  if (argument === "") return "''";
  // A bare `a=b` in front of a command would be an assignment, so `=` is quoted.
  return argument.replace(/[^\w./:@%+,-]+/g, (run) =>
    run.replace(/'+|\\+|[^'\\]+/g, (part) => {
      if (part.startsWith("'")) return `"${part}"`;
      return part.startsWith("\\") ? "\\\\".repeat(part.length) : `'${part}'`;
    }),
  );
}
