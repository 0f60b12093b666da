// Compares authorize URLs with what encodeURIComponent makes of the same values.
//
// Usage: node encode.mjs PROGRAM

import { execFileSync } from "node:child_process";

const program = process.argv[2];
const id = "0123456789abcdef0123456789abcdef";

/** The URL the program prints. */
function printed({ client = id, redirect, state, scopes = [] }) {
  const values = [`--client-id=${client}`, `--redirect=${redirect}`, `--state=${state}`];
  const asked = scopes.flatMap((scope) => ["--scope", scope]);
  const out = execFileSync(program, ["url", "--quiet", ...values, ...asked], { env: {} });
  return out.toString().replace(/\n$/, "");
}

/** The URL it ought to print. */
function expected({ client = id, redirect, state, scopes = [] }) {
  const values = { client_id: client };
  if (scopes.length) values.scope = scopes.join(" ");
  Object.assign(values, { redirect_uri: redirect, state });
  const query = Object.entries(values).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `https://accounts.spotify.com/authorize?response_type=code&${query.join("&")}`;
}

let compared = 0;
function compare(values) {
  const [is, ought] = [printed(values), expected(values)];
  if (is !== ought) {
    const at = [...ought].findIndex((letter, place) => is[place] !== letter);
    const near = (url) => url.slice(Math.max(0, at - 20), at + 40);
    throw new Error(`not as Node encodes it: ${near(is)}, not ${near(ought)}`);
  }
  compared += 1;
}

const usual = { redirect: "https://example.com/cb", state: "Zm9vYmFyYmF6" };

// Every character there is, but for NUL, which no argument can hold.
let letters = 0;
for (let from = 1; from <= 0x10ffff; from += 20000) {
  let state = "x";
  for (let code = from; code < from + 20000 && code <= 0x10ffff; code += 1) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    state += String.fromCodePoint(code);
    letters += 1;
  }
  compare({ ...usual, state });
}

// Every printable character of ASCII in a redirect URI, where that is no fault.
for (let code = 0x21; code < 0x7f; code += 1) {
  const letter = String.fromCharCode(code);
  if ("#*\\".includes(letter)) continue;
  compare({ ...usual, redirect: `https://example.com/a${letter}b?c=${letter}` });
  compare({ ...usual, client: `a${letter}b` });
}

for (const redirect of [
  "https://example.com",
  "https://example.com/",
  "https://example.com/cb?a=1&b=2&c=%20+%2B",
  "https://example.com/a%20b/%C3%A9/./../c",
  "https://Example.COM:443/CB",
  "https://bücher.example/\u{1f49a}?q=日本",
  "http://127.0.0.1:8888/callback",
  "http://[::1]:3000/",
  "com.example.app://login/done?x='(!~*-_.)'".replace("*", ""),
]) {
  compare({ ...usual, redirect });
  compare({ ...usual, redirect, scopes: ["user-read-email", "user-top-read", "streaming"] });
}

console.log(`${compared} URLs as Node encodes them, of ${letters} characters`);
