/** A bare client for the tests of the simulator. @module */
import { type Json, type JsonObject, stringify } from "./json.ts";
import { parseJson } from "./json_parse.ts";
import { type Sim, type SimOptions, startSim } from "./mod.ts";

/** An answer, read. */
export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  /** Parsed without loss; `null` for an empty body. */
  body: Json;
}

/** A simulator with somebody logged in. */
export class Client implements AsyncDisposable {
  private constructor(readonly sim: Sim, readonly token: string) {}

  /** Starts a simulator and logs in. */
  static async start(options: SimOptions = {}): Promise<Client> {
    const sim = startSim({ dashboards: 12, looks: 10, folders: 14, users: 10, tileBytes: 3000, ...options });
    return new Client(sim, await tokenFor(sim, sim.options.clientId, sim.options.clientSecret));
  }

  /** The same simulator as another user. */
  async as(clientId: string, clientSecret: string): Promise<Client> {
    return new Client(this.sim, await tokenFor(this.sim, clientId, clientSecret));
  }

  /** GET below the API root. */
  get(path: string): Promise<Reply> {
    return this.send("GET", path);
  }

  /** The items of a list. */
  async list(path: string): Promise<JsonObject[]> {
    return (await this.get(path)).body as JsonObject[];
  }

  /** An object. */
  async object(path: string): Promise<JsonObject> {
    return (await this.get(path)).body as JsonObject;
  }

  /** Any request below the API root. */
  async send(method: string, path: string, body?: Json): Promise<Reply> {
    const response = await fetch(`${this.sim.url}/api/4.0${path}`, {
      method,
      headers: {
        authorization: `token ${this.token}`,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: stringify(body) }),
    });
    const text = await response.text();
    const json = response.headers.get("content-type")?.startsWith("application/json") === true && text !== "";
    return { status: response.status, headers: response.headers, text, body: json ? parseJson(text) : null };
  }

  /** Stops the simulator. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.sim[Symbol.asyncDispose]();
  }
}

/** Logs in with a form. */
export async function login(sim: Sim, clientId: string, clientSecret: string): Promise<Response> {
  const body = new URLSearchParams({ client_id: clientId, client_secret: clientSecret });
  return await fetch(`${sim.url}/api/4.0/login`, { method: "POST", body });
}

async function tokenFor(sim: Sim, clientId: string, clientSecret: string): Promise<string> {
  const { access_token } = await (await login(sim, clientId, clientSecret)).json() as {
    access_token: string;
  };
  return access_token;
}

/** The ids of a list. */
export function ids(items: readonly JsonObject[]): string[] {
  return items.map((item) => String(item["id"]));
}
