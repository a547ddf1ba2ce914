/** One to four parts, each decimal, octal (`010`) or hexadecimal (`0x0a`), as `inet_aton` reads an address. */
const NUMERIC = /^(?:0x[0-9a-f]{0,16}|\d{1,16})(?:\.(?:0x[0-9a-f]{0,16}|\d{1,16})){0,3}$/i;

/** Prefixes of IPv6 under which an IPv4 address is written: mapped, compatible, and that of NAT64. */
const AROUND_IPV4 = ["::ffff:", "::ffff:0:", "::", "64:ff9b::"];

/**
 * Every way to read a text as an IP address, in the notation that everybody writes: `0x64400001`, `1681915905`, `0144.64.1` and
 * `::ffff:6440:1` are all `100.64.0.1`. Empty when it is none.
 */
export function addressesIn(token: string): string[] {
  if (token.includes(":")) return sixth(token);
  if (!NUMERIC.test(token)) return [];
  // Some programs read a leading zero as octal, some as nothing.
  const readings = [token, token.replace(/(^|\.)0+(?=\d)/g, "$1")];
  return [...new Set(readings.flatMap((reading) => hostOf(reading) ?? []))];
}

function sixth(token: string): string[] {
  const host = hostOf(`[${token}]`);
  if (host === undefined) return [];
  const address = host.slice(1, -1);
  const prefix = AROUND_IPV4.find((one) => address.startsWith(one) && /^[0-9a-f]{1,4}:[0-9a-f]{1,4}$/.test(address.slice(one.length)));
  if (prefix === undefined) return [address];
  const [high = 0, low = 0] = address
    .slice(prefix.length)
    .split(":")
    .map((part) => Number.parseInt(part, 16));
  return [address, [high >> 8, high & 255, low >> 8, low & 255].join(".")];
}

/** The platform's own reader of hosts knows all notations. */
function hostOf(text: string): string | undefined {
  return URL.canParse(`http://${text}/`) ? new URL(`http://${text}/`).hostname : undefined;
}
