/** Words that make a variable's name the one of a secret. */
const words: ReadonlySet<string> = new Set([
  ...["PASSWORD", "PASSWORDS", "PASSWD", "PASS", "PWD", "PASSPHRASE", "PASSCODE", "PIN", "SECRET", "SECRETS", "TOKEN", "TOKENS"],
  ...["APIKEY", "CREDENTIAL", "CREDENTIALS", "PAT", "PSK", "SALT", "PEPPER", "BEARER"],
]);

/** What stands before KEY in the name of a secret key, and not in `PUBLIC_KEY` or `PRIMARY_KEY`. */
const keys =
  /(^|_)(API|ACCESS|SECRET|PRIVATE|SIGNING|ENCRYPTION|ENCRYPT|MASTER|AUTH|SESSION|LICENSE|JWT|SSH|TLS|DEPLOY|STORAGE|ACCOUNT)_KEYS?(_|$)/;

/** Endings of a name that speak about a secret without being one. */
const about =
  /_(FILE|PATH|DIR|URL|URI|ENDPOINT|HOST|TTL|EXPIRY|EXPIRATION|SECONDS|MINUTES|HOURS|DAYS|TIMEOUT|LENGTH|SIZE|LIMIT|HEADER|TYPE|ENABLED|ENABLE|DISABLED|REQUIRED|ALGORITHM|POLICY|COUNT|ISSUER|AUDIENCE|PREFIX)$/;

/** Is a variable of this name a secret, by all that its name says? (`POSTGRES_PASSWORD`, not `OIDC_TOKEN_URI`.) */
export function namesSecret(name: string): boolean {
  const upper = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, "_");
  if (upper === "PWD" || /^(MAX|MIN|NUM)_/.test(upper) || about.test(upper)) return false;
  return upper.split("_").some((word) => words.has(word)) || keys.test(upper);
}
