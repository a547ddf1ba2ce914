const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
  w: 604_800_000_000_000n,
};
const LARGEST = 2n ** 63n - 1n;

/** Thrown by {@link parseDuration}; the message is a clause that fits behind an attribute's path. */
export class DurationError extends Error {}

/** What a duration may look like, for messages. */
export const DURATION_FORMS = "numbers with ns, us, ms, s, m, h, d or w (90s, 1m30s, 1.5h, 2d)";

/**
 * Nanoseconds of a Compose duration: a signed run of decimals with units, `1m30s`, `1.5h`, `2d`, `0`.
 * @throws DurationError when the text is no duration or does not fit 63 bits.
 */
export function parseDuration(text: string): bigint {
  const sign = /^[+-]/.exec(text)?.[0] ?? "";
  let rest = text.slice(sign.length);
  if (rest === "0") return 0n;
  if (rest === "") throw new DurationError(`${JSON.stringify(text)} is not a duration`);
  let total = 0n;
  while (rest !== "") {
    const match = /^(\d*)(?:\.(\d*))?([^0-9.]*)/u.exec(rest);
    const whole = match?.[1] ?? "";
    const fraction = match?.[2] ?? "";
    const unit = match?.[3] ?? "";
    if (match === null || (whole === "" && fraction === "")) {
      throw new DurationError(`${JSON.stringify(text)} is not a duration`);
    }
    if (unit === "") throw new DurationError(`${JSON.stringify(text)} has no unit`);
    const scale = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
    if (scale === undefined) throw new DurationError(`${JSON.stringify(text)} has the unknown unit ${JSON.stringify(unit)}`);
    total += BigInt(whole === "" ? "0" : whole) * scale;
    if (fraction !== "") total += BigInt(Math.trunc(Number(fraction) * (Number(scale) / 10 ** fraction.length)));
    if (total > LARGEST) throw new DurationError(`${JSON.stringify(text)} is too long`);
    rest = rest.slice(match[0].length);
  }
  return sign === "-" ? -total : total;
}

/** The duration as Go prints it, which is the canonical form: `90s` → `1m30s`, `1h` → `1h0m0s`, `500ms`. */
export function formatDuration(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return "0s";
  const sign = nanoseconds < 0n ? "-" : "";
  const amount = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  if (amount < 1_000n) return `${sign}${amount}ns`;
  if (amount < 1_000_000n) return `${sign}${decimal(amount, 1_000n, 3)}µs`;
  if (amount < 1_000_000_000n) return `${sign}${decimal(amount, 1_000_000n, 6)}ms`;
  const minutes = amount / 60_000_000_000n;
  const seconds = decimal(amount % 60_000_000_000n, 1_000_000_000n, 9);
  if (minutes === 0n) return `${sign}${seconds}s`;
  if (minutes < 60n) return `${sign}${minutes}m${seconds}s`;
  return `${sign}${minutes / 60n}h${minutes % 60n}m${seconds}s`;
}

function decimal(amount: bigint, unit: bigint, digits: number): string {
  const fraction = (amount % unit)
    .toString()
    .padStart(digits, "0")
    .replace(/(?<!0)0+$/, "");
  return fraction === "" ? `${amount / unit}` : `${amount / unit}.${fraction}`;
}
