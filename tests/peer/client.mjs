// The reference SMART client (client-js) as a small app: /launch begins, /app answers with what it read.
// Reads {clients} as JSON from standard input; prints its port.
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import smart from "fhirclient";

const { clients } = JSON.parse(readFileSync(0, "utf8"));
const kept = new Map();
const storage = {
  get: async (key) => kept.get(key),
  set: async (key, value) => (kept.set(key, value), value),
  unset: async (key) => kept.delete(key),
};

async function begin(api, url) {
  const { client, scope } = Object.fromEntries(url.searchParams);
  await api.authorize({ ...clients[client], scope, redirectUri: `${url.origin}/app`, pkceMode: "required" });
}

// Oracle's reference takes application/fhir+json only; client-js would ask for application/json.
const accept = "application/fhir+json";

async function end(api, response) {
  const client = await api.ready();
  const { access_token: first, refresh_token: refresh } = client.state.tokenResponse;
  const read = (url) => client.request({ url, headers: { accept } });
  const answer = {
    patient: await read(`Patient/${client.patient.id}`),
    encounter: client.encounter.id,
    user: client.user.fhirUser,
    practitioner: await read(`Practitioner/${client.user.id}`),
    conditions: await read(`Condition?patient=${client.patient.id}`),
    refreshes: Boolean(refresh) && !client.state.clientPrivateJwk, // it renews without an assertion
  };
  if (answer.refreshes) {
    const renewed = await client.refresh();
    answer.renewed = renewed.tokenResponse.access_token !== first && (await read(`Patient/${client.patient.id}`)).id;
  }
  response.setHeader("Content-Type", "application/json");
  response.end(JSON.stringify(answer));
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, `http://${request.headers.host}`);
  const api = smart(request, response, storage);
  try {
    await (url.pathname === "/launch" ? begin(api, url) : end(api, response));
  } catch (error) {
    response.statusCode = 500;
    response.end(String(error));
  }
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
