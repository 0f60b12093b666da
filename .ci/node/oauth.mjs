// Tries what `scopes url` prints at a real OAuth server that enforces PKCE.
//
// The server listens on loopback in place of accounts.spotify.com, under the same
// paths. The printed URL is followed, the printed token request is sent, both as a
// command and as a form, and tokens must come back. Then one thing at a time is
// changed, and none may.
//
// Usage: node oauth.mjs PROGRAM

import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";

// It warns of settings that are fine on loopback.
console.info = console.warn = () => {};
const { default: Provider } = await import("oidc-provider");

const program = process.argv[2];
const accounts = "https://accounts.spotify.com";
const scopes = ["user-read-email", "playlist-modify-private"];

const publicClient = {
  client_id: "0123456789abcdef0123456789abcdef",
  token_endpoint_auth_method: "none",
  application_type: "native",
  redirect_uris: ["http://127.0.0.1/callback", "com.example.app://login/done"],
};
const confidentialClient = {
  client_id: "fedcba9876543210fedcba9876543210",
  client_secret: "a secret with /+=& in it",
  token_endpoint_auth_method: "client_secret_basic",
  redirect_uris: ["https://example.com/it's?tenant=7&x=a%2Bb"],
};
const common = { grant_types: ["authorization_code"], response_types: ["code"] };

/** Starts the server; gives its origin. */
async function start() {
  const { createServer } = await import("node:http");
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(origin, {
    clients: [publicClient, confidentialClient].map((client) => ({ ...common, ...client })),
    scopes,
    pkce: { required: (_, client) => client.clientAuthMethod === "none" },
    routes: { authorization: "/authorize", token: "/api/token" },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/login/${uid}` },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    cookies: { keys: ["only for this test"] },
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 60, Session: 60, Interaction: 60 },
  });
  // A user who logs in and agrees to everything, at once.
  provider.use(async (context, next) => {
    if (!context.path.startsWith("/login/")) return next();
    const { params } = await provider.interactionDetails(context.req, context.res);
    const grant = new provider.Grant({ accountId: "user", clientId: params.client_id });
    if (params.scope) grant.addOIDCScope(params.scope);
    const result = { login: { accountId: "user" }, consent: { grantId: await grant.save() } };
    context.respond = false;
    return provider.interactionFinished(context.req, context.res, result);
  });
  server.on("request", provider.callback());
  return { origin, stop: () => server.close() };
}

/** Follows a URL with its cookies, as a browser does; gives where it leaves the server. */
async function follow(origin, url) {
  const cookies = new Map();
  for (let step = 0; step < 10; step += 1) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(url, { redirect: "manual", headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [name, ...value] = line.split(";")[0].split("=");
      cookies.set(name, value.join("="));
    }
    const next = answer.headers.get("location");
    if (!next) return { status: answer.status, page: await answer.text() };
    if (!new URL(next, url).href.startsWith(`${origin}/`)) return { callback: next };
    url = new URL(next, url).href;
  }
  throw new Error("the server goes round in circles");
}

/** Runs `scopes url`; gives everything it prints. */
function ask(client, redirect, flags) {
  const arguments_ = ["url", "--client-id", client.client_id, "--redirect", redirect];
  for (const scope of scopes) arguments_.push("--scope", scope);
  const ran = spawnSync(program, [...arguments_, "--state", ...flags], { env: {} });
  assert.equal(ran.status, 0, ran.stderr.toString());
  const url = ran.stdout.toString().trimEnd();
  assert.match(url, /^https:\/\/accounts\.spotify\.com\/authorize\?\S+$/, "the URL stands alone");
  const beside = ran.stderr.toString();
  const line = (pattern) => pattern.exec(beside)?.[1];
  return {
    url,
    state: line(/^ {2}state +(\S+)$/m),
    verifier: line(/^ {2}code_verifier +(\S+)$/m),
    curl: line(/^ {2}(curl .*)$/m),
    body: line(/^ {2}(grant_type=.*)$/m),
  };
}

/** Opens the URL and gives the code that comes back, having compared the state. */
async function code(origin, printed, redirect) {
  const { callback, page } = await follow(origin, printed.url.replace(accounts, origin));
  assert.ok(callback, page);
  assert.ok(callback.startsWith(redirect), `${callback} begins with ${redirect}`);
  const answer = new URLSearchParams(callback.slice(callback.indexOf("?")));
  assert.equal(answer.get("state"), printed.state);
  assert.ok(answer.get("code"), callback);
  assert.equal(inspect(callback, printed.state).status, 0);
  return { code: answer.get("code"), callback };
}

/** Runs `scopes inspect` over what came back; no code may be in what it prints. */
function inspect(callback, state) {
  const ran = spawnSync(program, ["inspect", callback, "--state", state], { env: {} });
  const given = new URLSearchParams(callback.slice(callback.indexOf("?"))).get("code");
  if (given) assert.ok(!`${ran.stdout}${ran.stderr}`.includes(given), "the code is masked");
  return ran;
}

/** Sends the printed command. */
async function byCommand(origin, curl, given, secret) {
  const command = curl
    .replace(`${accounts}/`, `${origin}/`)
    .replace("code=CODE", `code=${given}`)
    .replace("CLIENT_SECRET", encodeURIComponent(secret ?? ""));
  const bounded = command.replace(/^curl /, "curl -sS --max-time 20 ");
  const { stdout } = await promisify(execFile)("sh", ["-c", bounded]);
  return JSON.parse(stdout);
}

/** Sends the printed form. */
async function byForm(origin, body, given, client) {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  if (client.client_secret) {
    const user = `${client.client_id}:${encodeURIComponent(client.client_secret)}`;
    headers.authorization = `Basic ${Buffer.from(user).toString("base64")}`;
  }
  const form = body.replace("code=CODE", `code=${given}`);
  const answer = await fetch(`${origin}/api/token`, { method: "POST", headers, body: form });
  return answer.json();
}

function isGranted(tokens) {
  assert.ok(tokens.access_token, JSON.stringify(tokens));
  assert.equal(tokens.token_type, "Bearer");
  assert.deepEqual(tokens.scope.split(" ").sort(), [...scopes].sort());
}

function isRefused(tokens, error = "invalid_grant") {
  assert.equal(tokens.access_token, undefined);
  assert.equal(tokens.error, error, JSON.stringify(tokens));
}

/** A value with one letter changed. */
function changed(value) {
  return (value[0] === "A" ? "B" : "A") + value.slice(1);
}

const { origin, stop } = await start();
let tried = 0;
const attempt = async (name, test) => {
  try {
    await test();
    tried += 1;
  } catch (error) {
    error.message = `${name}: ${error.message}`;
    throw error;
  }
};

const loopback = "http://127.0.0.1:8888/callback";
const web = confidentialClient.redirect_uris[0];
for (const redirect of [loopback, publicClient.redirect_uris[1]]) {
  const printed = ask(publicClient, redirect, ["--pkce"]);
  await attempt(`PKCE, ${redirect}, the command`, async () => {
    assert.ok(!printed.url.includes(printed.verifier), "the verifier is not in the URL");
    const { code: given } = await code(origin, printed, redirect);
    isGranted(await byCommand(origin, printed.curl, given));
  });
  await attempt(`PKCE, ${redirect}, the form`, async () => {
    const { code: given } = await code(origin, printed, redirect);
    isGranted(await byForm(origin, printed.body, given, publicClient));
  });
  await attempt(`a changed verifier, ${redirect}`, async () => {
    const { code: given } = await code(origin, printed, redirect);
    const body = printed.body.replace(printed.verifier, changed(printed.verifier));
    isRefused(await byForm(origin, body, given, publicClient));
  });
  await attempt(`a verifier of another request, ${redirect}`, async () => {
    const other = ask(publicClient, redirect, ["--pkce"]);
    assert.notEqual(other.verifier, printed.verifier);
    assert.notEqual(other.state, printed.state);
    const { code: given } = await code(origin, printed, redirect);
    isRefused(await byForm(origin, other.body, given, publicClient));
  });
  await attempt(`a changed redirect in the token request, ${redirect}`, async () => {
    const { code: given } = await code(origin, printed, redirect);
    const body = printed.body.replace(/redirect_uri=[^&]*/, "$&%2F");
    isRefused(await byForm(origin, body, given, publicClient));
  });
  await attempt(`a changed redirect in the URL, ${redirect}`, async () => {
    const url = printed.url.replace(/redirect_uri=[^&]*/, "$&x").replace(accounts, origin);
    const answer = await follow(origin, url);
    assert.equal(answer.callback, undefined);
    assert.equal(answer.status, 400);
  });
  await attempt(`a changed state, ${redirect}`, async () => {
    const forged = changed(printed.state);
    const url = printed.url.replace(printed.state, forged).replace(accounts, origin);
    const { callback } = await follow(origin, url);
    assert.ok(callback.includes(forged));
    const ran = inspect(callback, printed.state);
    assert.equal(ran.status, 1);
    assert.match(ran.stdout.toString(), /state-differs/);
  });
}
await attempt("no PKCE where it is enforced", async () => {
  const printed = ask(publicClient, loopback, []);
  const { callback } = await follow(origin, printed.url.replace(accounts, origin));
  assert.match(callback, /error=invalid_request/);
  assert.equal(inspect(callback, printed.state).status, 1);
});
const printed = ask(confidentialClient, web, []);
await attempt("a client secret, the command", async () => {
  const { code: given } = await code(origin, printed, web);
  isGranted(await byCommand(origin, printed.curl, given, confidentialClient.client_secret));
});
await attempt("a client secret, the form", async () => {
  const { code: given } = await code(origin, printed, web);
  isGranted(await byForm(origin, printed.body, given, confidentialClient));
});
await attempt("a wrong client secret", async () => {
  const { code: given } = await code(origin, printed, web);
  isRefused(await byCommand(origin, printed.curl, given, "wrong"), "invalid_client");
});
await attempt("a code that was used before", async () => {
  const { code: given } = await code(origin, printed, web);
  isGranted(await byForm(origin, printed.body, given, confidentialClient));
  isRefused(await byForm(origin, printed.body, given, confidentialClient));
});
stop();
console.log(`${tried} requests made, followed and exchanged, or refused, as they should be`);
process.exit(0);
