/**
 * Whether a credential may be sent to an address: what stands beside the secret names the host. Data in git say where an API is, and
 * a change of them must not take the credential along.
 * @param bound hosts, separated by commas or blanks; each `host`, `host:port` when only that port is meant, or `scheme://host:port`
 * @param url where the credential would be sent
 */
export function isBoundTo(bound: string, url: string): boolean {
  return URL.canParse(url) && bound.split(/[\s,]+/).some((one) => one !== "" && fits(one, new URL(url)));
}

function fits(bound: string, url: URL): boolean {
  const withScheme = bound.includes("://");
  const text = withScheme ? bound : `${url.protocol}//${bound}`;
  if (!URL.canParse(text)) return false;
  const allowed = new URL(text);
  if (`${allowed.username}${allowed.password}${allowed.search}${allowed.hash}` !== "" || allowed.pathname !== "/") return false;
  if (withScheme) return allowed.origin === url.origin;
  const withPort = /:\d+$/.test(bound.replace(/^\[.*\]/, ""));
  return withPort ? allowed.host === url.host : allowed.hostname === url.hostname;
}
