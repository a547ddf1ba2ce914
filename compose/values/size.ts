const POWERS: Readonly<Record<string, number>> = { k: 1, m: 2, g: 3, t: 4, p: 5 };

/** Thrown by {@link parseSize}; the message is a clause that fits behind an attribute's path. */
export class SizeError extends Error {}

/** What a size may look like, for messages. */
export const SIZE_FORMS = "bytes, or a number with b, k, m, g, t or p (256m, 1gb, 64K, 1.5GiB)";

/**
 * Bytes of a Compose size. Suffixes are binary and case does not matter: `256m`, `1gb`, `64K`, `1.5GiB`, `512 MB`.
 *
 * The rules are Docker's (`go-units`, RAMInBytes): at most one blank before the suffix, fractions are cut off,
 * negative text is refused; a negative *number* passes (`memswap_limit: -1` means unlimited swap).
 * @throws SizeError when the text is no size.
 */
export function parseSize(size: string | number | bigint): bigint {
  if (typeof size === "bigint") return size;
  if (typeof size === "number") {
    if (!Number.isFinite(size)) throw new SizeError(`${size} is not a size`);
    return BigInt(Math.trunc(size));
  }
  let end = size.length;
  while (end > 0 && !/[0-9. ]/.test(size.charAt(end - 1))) end -= 1;
  if (end === 0) throw new SizeError(`${JSON.stringify(size)} is not a size`);
  const blank = size.charAt(end - 1) === " ";
  const digits = size.slice(0, blank ? end - 1 : end);
  const suffix = size.slice(end);
  const amount = parseAmount(digits);
  if (amount === undefined) throw new SizeError(`${JSON.stringify(size)} is not a size`);
  if (amount < 0) throw new SizeError(`${JSON.stringify(size)} is a negative size`);
  const factor = suffixFactor(suffix);
  if (factor === undefined) throw new SizeError(`${JSON.stringify(size)} has the unknown unit ${JSON.stringify(suffix)}`);
  const bytes = Math.trunc(amount * factor);
  if (!Number.isFinite(bytes) || bytes >= 2 ** 63) throw new SizeError(`${JSON.stringify(size)} is too large`);
  return BigInt(bytes);
}

/** The bytes as text in the largest binary unit that divides them without a rest: `268435456` → `256m`. */
export function formatSize(bytes: bigint | number): string {
  let amount = BigInt(bytes);
  if (amount <= 0n) return amount.toString();
  let unit = "";
  for (const next of ["k", "m", "g", "t", "p"]) {
    if (amount % 1024n !== 0n) break;
    amount /= 1024n;
    unit = next;
  }
  return `${amount}${unit}`;
}

/** What Go's ParseFloat takes of the characters that can stand before a unit. */
function parseAmount(digits: string): number | undefined {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(digits)) return undefined;
  return Number(digits);
}

function suffixFactor(suffix: string): number | undefined {
  const unit = suffix.toLowerCase();
  if (unit === "" || unit === "b") return 1;
  const power = POWERS[unit.charAt(0)];
  const rest = unit.slice(1);
  if (power === undefined || (rest !== "" && rest !== "b" && rest !== "ib")) return undefined;
  return 1024 ** power;
}
