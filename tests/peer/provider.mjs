// A strict OpenID provider that nobody here wrote, with the little that makes it a SMART issuer, and a FHIR server
// behind it. Reads {clients, scopes, context, fhir: {base, token}} as JSON from standard input; prints its port.
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import Provider from "oidc-provider";

const { clients, scopes, context, fhir } = JSON.parse(readFileSync(0, "utf8"));
const server = createServer();
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients,
  scopes,
  pkce: { required: () => true },
  rotateRefreshToken: true,
  issueRefreshToken: async (_ctx, _client, code) => code.scopes.has("online_access"),
  enabledJWA: { clientAuthSigningAlgValues: ["ES384", "RS384"] },
  features: { devInteractions: { enabled: false }, revocation: { enabled: true } },
  findAccount: async (_ctx, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  cookies: { keys: ["a key of a test"] },
});

// The person logs in and consents to everything at once.
async function interact(request, response) {
  const { params, session } = await provider.interactionDetails(request, response);
  const accountId = session?.accountId ?? "therapist-1";
  const grant = new provider.Grant({ accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const result = { login: { accountId }, consent: { grantId: await grant.save() } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

async function smartConfiguration(response) {
  const openid = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
  response.setHeader("Content-Type", "application/json");
  response.end(JSON.stringify({ ...openid, capabilities: ["launch-ehr", "authorize-post", "permission-v2", "permission-online"] }));
}

// SMART's launch context beside the tokens.
provider.use(async (ctx, next) => {
  await next();
  if (ctx.path === "/token" && ctx.status === 200) ctx.body = { ...ctx.body, ...context };
});

const LETTERS = { "GET/": "r", GET: "s", POST: "c", "PUT/": "u" };

// FHIR requests: a live token with a scope for the type and letter, then on to the server with its own token.
async function behind(request, response) {
  const [, kind, , id] = request.url.match(/^\/fhir\/([A-Za-z]+)(\/([^/?]+))?/) ?? [];
  const letter = LETTERS[request.method + (id ? "/" : "")];
  const held = await provider.AccessToken.find((request.headers.authorization ?? "").replace(/^Bearer /i, ""));
  if (!held?.isValid) return response.writeHead(401).end();
  const permits = (scope) => scope.startsWith(`user/${kind}.`) && scope.split(".")[1].includes(letter);
  if (!letter || !held.scope.split(" ").some(permits)) return response.writeHead(403).end();
  const body = request.method === "GET" ? undefined : await new Response(request).text();
  const headers = { ...request.headers, authorization: `Bearer ${fhir.token}`, host: new URL(fhir.base).host };
  for (const name of ["connection", "content-length", "accept-encoding"]) delete headers[name];
  const there = await fetch(fhir.base + request.url.slice("/fhir".length), { method: request.method, headers, body });
  response.writeHead(there.status, { "Content-Type": there.headers.get("content-type") ?? "text/plain" });
  response.end((await there.text()).replaceAll(fhir.base, `${issuer}/fhir`));
}

const callback = provider.callback();
server.on("request", (request, response) => {
  if (request.url === "/fhir/.well-known/smart-configuration") return smartConfiguration(response);
  if (request.url.startsWith("/interaction/")) return interact(request, response);
  if (request.url.startsWith("/fhir/")) return behind(request, response);
  return callback(request, response);
});
console.log(server.address().port);
