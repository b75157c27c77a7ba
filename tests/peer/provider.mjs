// A strict OpenID provider that nobody here wrote, with the little that makes it a SMART issuer.
// Reads {clients, scopes} as JSON from standard input; prints its port.
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import Provider from "oidc-provider";

const { clients, scopes } = JSON.parse(readFileSync(0, "utf8"));
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
  if (ctx.path === "/token" && ctx.status === 200) ctx.body = { ...ctx.body, patient: "p1", encounter: "e1" };
});

const callback = provider.callback();
server.on("request", (request, response) => {
  if (request.url === "/fhir/.well-known/smart-configuration") return smartConfiguration(response);
  if (request.url.startsWith("/interaction/")) return interact(request, response);
  return callback(request, response);
});
console.log(server.address().port);
