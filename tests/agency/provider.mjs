// The provider of an agency, for tests: node provider.mjs PORT REDIRECT_ADDRESS
//
// Anybody logs in there with any password. PUT /accounts/NAME stores the claims of an account. Its "faults" are what
// differs in its ID tokens: claims (null: without it), `unsigned` (algorithm none) or `left_out` (no ID token).

import { randomUUID } from "node:crypto";

import { exportJWK, generateKeyPair, decodeJwt, SignJWT, UnsecuredJWT } from "jose";
import Provider from "oidc-provider";

const [port, redirectAddress] = process.argv.slice(2);
const issuer = `http://localhost:${port}`;
const clientId = "simulator";
const accounts = new Map();
const { privateKey } = await generateKeyPair("RS256", { extractable: true });
const key = { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: "RS256", use: "sig" };

const provider = new Provider(issuer, {
  clients: [{ client_id: clientId, client_secret: "known-to-tests", redirect_uris: [redirectAddress] }],
  jwks: { keys: [key] },
  cookies: { keys: ["of-tests"] },
  claims: { openid: ["sub", "groups"], profile: ["name", "preferred_username"] },
  conformIdTokenClaims: false, // claims are in the ID token, too
  pkce: { required: () => true },
  findAccount: (context, name) => ({
    accountId: name,
    claims: () => ({ sub: name, ...accounts.get(name)?.claims }),
  }),
  // Nobody is asked which claims the simulator may see.
  async loadExistingGrant({ oidc }) {
    const grant = new provider.Grant({ clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope("openid profile");
    await grant.save();
    return grant;
  },
});

async function faulty(token) {
  const claims = decodeJwt(token);
  const { unsigned, left_out: leftOut, ...changes } = accounts.get(claims.sub)?.faults ?? {};
  if (leftOut) return undefined;
  if (unsigned) return new UnsecuredJWT(claims).encode();
  const changed = Object.entries({ ...claims, ...changes }).filter(([, value]) => value !== null);
  return new SignJWT(Object.fromEntries(changed)).setProtectedHeader({ alg: key.alg, kid: key.kid }).sign(privateKey);
}

provider.use(async (context, next) => {
  const [, folder, name] = context.path.split("/");
  if (folder === "accounts" && context.method === "PUT") {
    let text = "";
    for await (const part of context.req) text += part;
    accounts.set(decodeURIComponent(name), JSON.parse(text));
    context.status = 204;
    return;
  }
  await next();
  if (typeof context.body === "string") context.body = context.body.replace(/@import url\([^)]*\);/, ""); // a font
  if (context.body?.id_token) context.body.id_token = await faulty(context.body.id_token);
});

provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
