import { assert, assertEquals } from "@std/assert";
import { Gate } from "../../../lib/web/serve/gate.ts";

const PORT = 4711, HOST = `127.0.0.1:${PORT}`;

function ask(url: string, headers: Record<string, string> = {}, init: RequestInit = {}): Request {
  return new Request(url, { ...init, headers: { host: HOST, ...headers } });
}

/** A gate with the cookie of a browser that it has let in. */
function entered(): { gate: Gate; cookie: string } {
  const gate = new Gate(PORT), entry = gate.enter(ask(gate.address));
  assert(entry.kind === "begin");
  return { gate, cookie: entry.cookie.split(";")[0] ?? "" };
}

Deno.test("Gate lets one browser in by each address, with a strict cookie for its own path", () => {
  const gate = new Gate(PORT), { address } = gate;
  const entry = gate.enter(ask(address));
  assert(entry.kind === "begin");
  assertEquals(entry.location, gate.place);
  assert(entry.cookie.endsWith(`; Path=${gate.place}; HttpOnly; SameSite=Strict`), entry.cookie);
  // The address is used up, and another one is there.
  assertEquals(gate.enter(ask(address)).kind, "refused");
  assert(gate.address !== address);
  assertEquals(gate.enter(ask(gate.address)).kind, "begin");
});

Deno.test("Gate lets the page of a session ask, and says what it asks", () => {
  const { gate, cookie } = entered(), place = `${gate.origin}${gate.place}`;
  for (
    const headers of [{}, { origin: gate.origin }, { "sec-fetch-site": "same-origin" }, {
      "sec-fetch-site": "none",
    }]
  ) {
    const entry = gate.enter(
      ask(`${place}data/body?key=dashboards%2F1`, { cookie: `other=1; ${cookie}`, ...headers }),
    );
    assert(entry.kind === "in");
    assertEquals([entry.path, entry.params.get("key")], ["data/body", "dashboards/1"]);
  }
  assertEquals(gate.enter(ask(place, { cookie }, { method: "HEAD" })).kind, "in");
});

Deno.test("Gate refuses other hosts, origins, sites, methods, bodies, places, and whoever has no session", () => {
  const { gate, cookie } = entered(), page = `${gate.origin}${gate.place}`, other = "https://evil.example";
  const TABLE: [what: string, request: Request, status: number][] = [
    ["another host name, by DNS rebinding", ask(page, { cookie, host: `evil.example:${PORT}` }), 403],
    ["another name of this machine", ask(page, { cookie, host: `localhost:${PORT}` }), 403],
    ["no host name", new Request(page, { headers: { cookie } }), 403],
    ["another port", ask(page, { cookie, host: "127.0.0.1:80" }), 403],
    ["another host name with the token", ask(gate.address, { host: `evil.example:${PORT}` }), 403],
    ["another origin", ask(page, { cookie, origin: other }), 403],
    ["no origin at all", ask(page, { cookie, origin: "null" }), 403],
    ["another origin with the token", ask(gate.address, { origin: other }), 403],
    ["another site", ask(page, { cookie, "sec-fetch-site": "cross-site" }), 403],
    ["another port of this machine", ask(page, { cookie, "sec-fetch-site": "same-site" }), 403],
    ["no session", ask(page), 403],
    ["a session that is not", ask(page, { cookie: `lookervault=${"A".repeat(43)}` }), 403],
    ["an empty session", ask(page, { cookie: "lookervault=" }), 403],
    ["a heap of cookies", ask(page, { cookie: `${"a=1; ".repeat(4000)}${cookie}` }), 403],
    ["a wrong token", ask(`${gate.origin}/?token=x`), 403],
    ["an empty token", ask(`${gate.origin}/?token=`), 403],
    ["the root", ask(`${gate.origin}/`, { cookie }), 404],
    ["another path", ask(`${gate.origin}/etc/passwd`, { cookie }), 404],
    ["a path that climbs", ask(`${page}../../etc/passwd`, { cookie }), 404],
    ["POST", ask(page, { cookie }, { method: "POST" }), 405],
    ["PUT", ask(page, { cookie }, { method: "PUT" }), 405],
    ["OPTIONS", ask(page, { cookie, origin: gate.origin }, { method: "OPTIONS" }), 405],
    ["a body", ask(page, { cookie, "content-length": "5" }), 413],
    ["a long address", ask(`${page}?${"a".repeat(5000)}`, { cookie }), 414],
  ];
  for (const [what, request, status] of TABLE) {
    const entry = gate.enter(request);
    assertEquals(entry.kind === "refused" ? entry.status : entry.kind, status, what);
  }
});
