import { isIP, isIPv6 } from "node:net";

/** An address as engines write it: IPv6 in lower case and shortened (`FD00:0::1` is `fd00::1`). Anything else stays as it is. */
export function normalAddress(text: string): string {
  const bare = text.replace(/^\[(.*)\]$/, "$1");
  return isIPv6(bare) && !bare.includes("%") ? new URL(`http://[${bare}]/`).hostname.slice(1, -1) : bare;
}

/** A subnet with its address {@link normalAddress | normal} and without the bits of a host: `10.0.0.7/8` is `10.0.0.0/8`. */
export function normalSubnet(text: string): string {
  const [address = "", bits] = text.split("/");
  const width = familyOf(text) === 6 ? 128 : 32;
  if (bits === undefined || isIP(address) === 0 || !/^\d+$/.test(bits) || Number(bits) > width) return text;
  const number = numberOf(normalAddress(address));
  const host = BigInt(width - Number(bits));
  return `${textOf((number >> host) << host, width)}/${Number(bits)}`;
}

/** Whether a subnet or an address is of IPv4 or IPv6. */
export function familyOf(text: string): 4 | 6 {
  return text.includes(":") ? 6 : 4;
}

function numberOf(address: string): bigint {
  if (!address.includes(":")) return address.split(".").reduce((sum, part) => (sum << 8n) + BigInt(part), 0n);
  const [head = "", tail] = address.split("::");
  const groupsOf = (text: string): string[] => (text === "" ? [] : text.split(":"));
  const [first, last] = [groupsOf(head), groupsOf(tail ?? "")];
  const groups = [...first, ...Array.from({ length: 8 - first.length - last.length }, () => "0"), ...last];
  return groups.reduce((sum, group) => (sum << 16n) + BigInt(`0x${group}`), 0n);
}

function textOf(number: bigint, width: number): string {
  const [size, radix] = width === 32 ? [8, 10] : [16, 16];
  const length = width / size;
  const parts = Array.from({ length }, (_, index) => BigInt.asUintN(size, number >> BigInt((length - 1 - index) * size)).toString(radix));
  return width === 32 ? parts.join(".") : normalAddress(parts.join(":"));
}
