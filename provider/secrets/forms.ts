/** Encoded forms of less than this turn up everywhere by chance. */
const SHORTEST_FORM = 4;

/**
 * Every form in which a value may come back: as written, in JSON, in a URL, in base64 wherever it begins in the encoded text, in
 * hexadecimal, quoted for a shell, YAML or HTML, and the same of a password inside it. What is wrapped over lines is there line by
 * line. The one place that knows forms: the provider and, by the list that it is sent, the node both hide by it.
 */
export function formsOf(value: string): Set<string> {
  const forms = new Set<string>();
  for (const part of new Set([value, ...passwordsIn(value)])) {
    for (const line of linesOf(part)) forms.add(line);
    for (const text of new Set([part, part.trim()])) {
      if (text === "") continue;
      for (const form of [...inJson(text), ...inUrl(text), ...inBase64(text), ...inHexadecimal(text), ...quoted(text)])
        for (const line of linesOf(form)) if (line.length >= SHORTEST_FORM) forms.add(line);
    }
  }
  forms.delete("");
  return forms;
}

/** A text and its lines, without the blanks around them. */
export function linesOf(text: string): string[] {
  return [text, ...text.split(/[\r\n]+/).map((line) => line.trim())].filter((line) => line !== "");
}

/** The passwords of URLs in a value, and of settings such as `password=…`; as written and decoded. */
function passwordsIn(value: string): string[] {
  const found: string[] = [];
  let from = value.indexOf("://");
  while (from !== -1) {
    const start = from + 3;
    const end = endOf(value, start);
    // A password may hold an @ of its own, by mistake.
    const at = value.lastIndexOf("@", end - 1);
    const colon = value.indexOf(":", start);
    if (at > start && colon !== -1 && colon < at) found.push(value.slice(colon + 1, at));
    from = value.indexOf("://", end);
  }
  for (const [, setting = ""] of value.matchAll(/(?:password|passwd|pwd|pass|secret|token|key)=([^\s;&'"]+)/gi)) found.push(setting);
  return found.flatMap((one) => [one, decoded(one)]).filter((one) => one !== "");
}

/** The end of the part of a URL that holds user, password and host. */
function endOf(text: string, start: number): number {
  let end = start;
  while (end < text.length && !" \t\r\n/?#\"'".includes(text.charAt(end))) end++;
  return end;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function inJson(text: string): string[] {
  const plain = JSON.stringify(text).slice(1, -1);
  const ascii = (digits: (code: string) => string): string =>
    plain.replace(/[\u007f-\uffff]/g, (unit) => `\\u${digits(unit.charCodeAt(0).toString(16).padStart(4, "0"))}`);
  const lower = ascii((code) => code);
  // Go writes these three so, PHP the slash.
  const go = (from: string): string => from.replace(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
  const forms = [plain, lower, ascii((code) => code.toUpperCase()), go(plain), go(lower), plain.replaceAll("/", "\\/")];
  // JSON inside JSON: a log line that holds a message of an API.
  return [...forms, ...forms.map((form) => JSON.stringify(form).slice(1, -1))];
}

/** What the encoders of several languages leave as it is, besides letters, digits and `-_.~`. */
const LEFT_IN_URLS = ["", "*", "!'()*", "$&+,;=", "$&+,;=:@", "!$&'()*+,;=:", "/", ";,/?:@&=+$!*'()#"];

function inUrl(text: string): string[] {
  const bytes = [...Buffer.from(text, "utf8")];
  return LEFT_IN_URLS.flatMap((left) => {
    const encoded = (hexadecimal: (text: string) => string): string =>
      bytes
        .map((byte) => {
          const sign = String.fromCharCode(byte);
          if (byte < 128 && (/[\w.~-]/.test(sign) || left.includes(sign))) return sign;
          return `%${hexadecimal(byte.toString(16).padStart(2, "0"))}`;
        })
        .join("");
    const both = [encoded((digits) => digits.toUpperCase()), encoded((digits) => digits)];
    return [...both, ...both.map((form) => form.replaceAll("%20", "+"))];
  }).concat(byThePlatform(text));
}

/** As browsers and `fetch` write it: each part of a URL leaves other signs as they are. */
function byThePlatform(text: string): string[] {
  const url = new URL("https://host/");
  url.password = text;
  url.pathname = text;
  url.search = text;
  url.hash = text;
  const query = new URLSearchParams({ a: text }).toString().slice(2);
  return [url.password, url.pathname.slice(1), url.search.slice(1), url.hash.slice(1), query];
}

/** Where a value begins in a text decides how it looks in base64: three ways, of which the parts that depend on others are left out. */
function inBase64(text: string): string[] {
  const bytes = Buffer.from(text, "utf8");
  const standard = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString("base64")
      .replace(/=+$/, "");
    const tail = (offset + bytes.length) % 3 === 0 ? 0 : 1;
    return encoded.slice([0, 2, 3][offset], encoded.length - tail);
  });
  const whole = bytes.toString("base64");
  // `base64` and PEM break their lines here.
  const wrapped = [64, 76].flatMap((width) => (whole.length > width ? (whole.match(new RegExp(`.{1,${width}}`, "g")) ?? []) : []));
  const forms = [...standard, whole, ...wrapped.filter((line) => line.length >= 8)];
  return [...forms, ...forms.map((form) => form.replaceAll("+", "-").replaceAll("/", "_"))];
}

function inHexadecimal(text: string): string[] {
  const digits = Buffer.from(text, "utf8").toString("hex");
  return [digits, digits.toUpperCase()];
}

function quoted(text: string): string[] {
  const html = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return [
    // Single quotes of a shell, two ways to write one inside; then double quotes, and a backslash before everything special.
    text.replaceAll("'", `'\\''`),
    text.replaceAll("'", `'"'"'`),
    text.replace(/["\\$`]/g, "\\$&"),
    text.replace(/[^\w@%+=:,./-]/g, "\\$&"),
    text.replaceAll("$", "$$$$"),
    text.replaceAll("'", "''"),
    text.replaceAll("\\", "\\\\").replaceAll("'", "\\'"),
    html,
    html.replaceAll('"', "&quot;"),
    html.replaceAll('"', "&#34;"),
    html.replaceAll('"', "&quot;").replaceAll("'", "&#39;"),
    html.replaceAll('"', "&#34;").replaceAll("'", "&#39;"),
    html.replaceAll('"', "&quot;").replaceAll("'", "&#x27;"),
  ];
}
