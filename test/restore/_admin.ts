import type { JsonObject, Sim } from "../sim/mod.ts";

/** A person's request to the simulator, past the product; its answer must be good. */
export async function admin(
  sim: Sim,
  method: string,
  path: string,
  body?: unknown,
): Promise<JsonObject | null> {
  const { clientId: client_id, clientSecret: client_secret } = sim.options;
  const login = await fetch(`${sim.url}/api/4.0/login`, {
    method: "POST",
    body: new URLSearchParams({ client_id, client_secret }),
  });
  const { access_token } = await login.json();
  const response = await fetch(`${sim.url}/api/4.0${path}`, {
    method,
    headers: { authorization: `token ${access_token}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} returned ${response.status}: ${text}`);
  return text === "" ? null : JSON.parse(text);
}
