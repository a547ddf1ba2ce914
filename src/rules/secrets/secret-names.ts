/** Words that make a variable's name the one of a secret. */
const words: ReadonlySet<string> = new Set([
  ...["PASSWORD", "PASSWORDS", "PASSWD", "PASS", "PWD", "PW", "PASSPHRASE", "PASSCODE", "PIN", "SECRET", "SECRETS", "TOKEN", "TOKENS"],
  ...["APIKEY", "CREDENTIAL", "CREDENTIALS", "CREDS", "PAT", "PSK", "SALT", "PEPPER", "BEARER"],
]);

/** The same at the end of a word that is written in one (`DBPASSWORD`, `authtoken`), numbered or not. */
const endings =
  /(PASSWORDS?|PASSWD|PASSPHRASE|PASSCODE|SECRETS?|TOKENS?|APIKEYS?|CREDENTIALS?)\d*$|^(DB|SQL|MYSQL|PG|SMTP|MAIL|ADMIN|ROOT|USER|MQTT|FTP|SSH|REDIS)(PASS|PWD|PW)\d*$/;

/** What stands before KEY in the name of a secret key, and not in `PUBLIC_KEY` or `PRIMARY_KEY`. */
const keys =
  /(^|_)(API|ACCESS|SECRET|PRIVATE|SIGNING|ENCRYPTION|ENCRYPT|MASTER|AUTH|SESSION|LICENSE|JWT|SSH|TLS|DEPLOY|STORAGE|ACCOUNT)_?KEYS?\d*(_|$)/;

/** Endings of a name that speak about a secret without being one. */
const about =
  /_(FILE|PATH|DIR|URI|ENDPOINT|HOST|TTL|EXPIRY|EXPIRATION|SECONDS|MINUTES|HOURS|DAYS|TIMEOUT|LENGTH|SIZE|LIMIT|HEADER|TYPE|ENABLED|ENABLE|DISABLED|REQUIRED|ALGORITHM|POLICY|COUNT|ISSUER|AUDIENCE|PREFIX)$/;

/**
 * Is a variable of this name a secret, by all that its name says? (`POSTGRES_PASSWORD` and `TOKEN_URL`, which may hold one, not
 * `OIDC_TOKEN_URI`.)
 */
export function namesSecret(name: string): boolean {
  const upper = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, "_");
  if (upper === "PWD" || upper === "OLDPWD" || /^(MAX|MIN|NUM)_/.test(upper) || about.test(upper)) return false;
  return upper.split("_").some((word) => words.has(word.replace(/(?<!\d)\d+$/, "")) || endings.test(word)) || keys.test(upper);
}

/** A URL that gives nothing away: no credentials, no query, and no part of its path that looks random. */
export function isPlainUrl(value: string): boolean {
  let url;
  try {
    url = new URL(value);
  } catch {
    return false;
  }
  const { username, password, search, hash, pathname, protocol } = url;
  if (!/^[a-z][a-z0-9+.-]*:$/.test(protocol) || !value.includes("://")) return false;
  const random = pathname.split(/[/._-]/).some((part) => part.length >= 16 && /\d/.test(part) && /[A-Za-z]/.test(part));
  return username === "" && password === "" && search === "" && hash === "" && !random;
}
