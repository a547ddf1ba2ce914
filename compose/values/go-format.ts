/**
 * How Go prints the numbers that Compose turns into text (`fmt.Sprint`), so that `environment: {A: 1e-5}` reads the
 * same here as in the container.
 */

/** A float as `fmt.Sprint` prints a float64: the shortest digits, an exponent below 1e-4 and from 1e21 on. */
export function formatGoFloat(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (value === Infinity) return "+Inf";
  if (value === -Infinity) return "-Inf";
  if (Object.is(value, -0)) return "-0";
  if (value === 0) return "0";
  const [mantissa = "0", exponentText = "0"] = value.toExponential().split("e");
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 21) {
    const sign = exponent < 0 ? "-" : "+";
    return `${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  return expand(value);
}

/** The shortest number that still is the same 32-bit float: what Go prints for a `float32` field such as `cpus`. */
export function shortestFloat32(value: number): number {
  const target = Math.fround(value);
  if (!Number.isFinite(target)) return target;
  for (let digits = 1; digits <= 9; digits += 1) {
    const candidate = Number(target.toPrecision(digits));
    if (Math.fround(candidate) === target) return candidate;
  }
  return target;
}

/** Plain decimal notation for the small values that JavaScript would print with an exponent. */
function expand(value: number): string {
  const text = String(value);
  if (!text.includes("e")) return text;
  const decimals = Math.max(0, (text.split("e")[0]?.split(".")[1]?.length ?? 0) - Number(text.split("e")[1]));
  return value.toFixed(Math.min(decimals, 100));
}
