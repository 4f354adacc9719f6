/** Servers are untrusted input: each attack is bounded in memory, time and calls, named, and keeps no secret. */
import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { EXIT } from "../../lib/base/errors.ts";
import { type Attacked, attacked, bomb, CLIENT_ID, endless, json, SECRET, TOKEN } from "./_hostile.ts";

const pageOf = (url: URL): { offset: number; limit: number } => ({
  offset: Number(url.searchParams.get("offset") ?? 0),
  limit: Math.min(1000, Number(url.searchParams.get("limit") ?? 100)),
});
const items = (from: number, count: number): Response =>
  Response.json(Array.from({ length: count }, (_, i) => ({
    id: String(from + i),
    title: "t",
    name: `n${from + i}`,
    updated_at: "2026-01-01T00:00:00Z",
    folder_id: "1",
  })));

/** That a run said so: by an error of exit 3, or as partial with every failure named. */
function isNamed({ summary, error }: Attacked): void {
  if (error !== null) return assertEquals(error.exitCode, EXIT.looker, error.message);
  assert(summary !== null);
  assertEquals(summary.status, "partial");
  assert(summary.errors.length > 0);
  for (const { listed, stored, failed } of summary.types) assertEquals(listed, stored + failed);
}

const GZIP = { headers: { "content-encoding": "gzip", "content-type": "application/json" } };
const BOMB = await bomb(64);
const ATTACKS: Record<string, (request: Request, url: URL) => Response | Promise<Response>> = {
  "a gzip bomb": () => new Response(BOMB, GZIP),
  "a gzip bomb as an error": () => new Response(BOMB, { ...GZIP, status: 404 }),
  "a body without end": () => endless(),
  "an error without end": () => endless({ status: 403 }),
  "one item larger than any": () => json(`[{"id":"1","title":"${"a".repeat(3_000_000)}"}]`),
  "a page that comes again and again": (_, url) => items(1, pageOf(url).limit),
  "pages without end": (_, url) => items(pageOf(url).offset + 1, pageOf(url).limit),
  "a list that knows no pages": () => items(1, 3),
  "a count beyond reason": () =>
    json('[{"id":"1","title":"x"}]', { headers: { "x-total-count": "9".repeat(20) } }),
  "items that cannot be stored": () => json('[{"id":"\\ud800"},{"id":"2","n":1' + "0".repeat(5000) + "}]"),
  "the same key twice": () => json('[{"id":"1","id":"2","__proto__":{"polluted":1}}]'),
  "no item has an id": () => json("[{},{},[],null,5]"),
  "ids that no URL can hold": () =>
    json(JSON.stringify(["..", "", "a/b", "a\0b", "x".repeat(9000)].map((id) => ({ id, name: id })))),
  "204 where a body belongs": () => new Response(null, { status: 204 }),
  "an empty body": () => json(""),
  "no JSON": () => json(`<html>${TOKEN}</html>`),
  "JSON of 100,000 levels": () => json("[".repeat(100_000) + "]".repeat(100_000)),
  "a wait of 30 years": () => new Response(null, { status: 429, headers: { "retry-after": "1000000000" } }),
  "an object where a list belongs": () => json('{"id":"1","message":{}}'),
  "texts where objects belong": () => json('["a",1,true,null,["b"]]'),
};

for (const [what, any] of Object.entries(ATTACKS)) {
  Deno.test(`extract survives ${what}: few calls, everything named, no secret kept`, async () => {
    const run = await attacked(any);
    isNamed(run);
    assert(run.hits < 2500, `${run.hits} calls`);
    for (const text of run.kept) assertFalse(text.includes(TOKEN), text.slice(0, 500));
  });
}

Deno.test("a listing that repeats itself is incomplete, and says so", async () => {
  const { summary } = await attacked((_, url) => items(1, pageOf(url).limit), {
    types: ["boards", "themes"],
  });
  for (const { note, complete } of summary?.types ?? []) {
    assertEquals(complete, false);
    assertStringIncludes(note ?? "", "repeated the same items");
  }
});

Deno.test("a listing without end stops at its bound, and none of it is taken for all", async () => {
  const run = await attacked((_, url) => items(pageOf(url).offset + 1, pageOf(url).limit), {
    types: ["roles", "users", "looks"],
  });
  const messages = run.summary?.errors.map(({ message }) => message) ?? [];
  for (const operation of ["search_roles", "all_users", "search_looks"]) {
    // Checked for an end after the number of items that is usual, instead of read to twenty times that number.
    assert(
      messages.some((one) => one.includes(`Cannot read all pages of ${operation}: it has no end`)),
      operation,
    );
  }
});

Deno.test("a server that echoes what it was told keeps no secret in the vault, in an event or in the result", async () => {
  const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  const form = new URLSearchParams({ client_secret: SECRET }).toString();
  const secrets = [TOKEN, SECRET].flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    ...[0, 1, 2].map((n) => base64("x".repeat(n) + secret + "yz")),
  ]).concat(form, base64(`${CLIENT_ID}:${SECRET}`));
  const echo = [...secrets, "\x1b]0;pwn\x07"].join(" ");
  const padded = "p".repeat(480) + TOKEN;
  const run = await attacked((request, url) => {
    if (url.pathname.endsWith("/users")) return json('[{"id":"1","email":"a@b.c"}]');
    const message = url.pathname.length % 2 === 0 ? echo : padded;
    const errors = [{ field: TOKEN, message: request.headers.get("authorization") }];
    return json(JSON.stringify({ message, errors }), { status: 422 });
  });
  isNamed(run);
  assert(run.kept.some((text) => text.includes("***")));
  for (const text of run.kept) {
    for (const secret of secrets) assertFalse(text.includes(secret), `${secret} in ${text.slice(0, 900)}`);
    // A cut must not leave half of a secret.
    assertFalse(text.includes(TOKEN.slice(0, 12)), text.slice(0, 900));
  }
});

Deno.test("what a hostile Looker says of itself and of the user is kept without secrets", async () => {
  const run = await attacked(() => json("[]"), {}, {
    login: () => Response.json({ access_token: "26.12.3-and-a-token", expires_in: 3600 }),
  });
  assertEquals(run.error, null);
  const hostile = await attacked((_, url) =>
    url.pathname.endsWith("/users") ? json(`[{"id":"1","email":${JSON.stringify(TOKEN)}}]`) : json("[]")
  );
  for (const text of hostile.kept) assertFalse(text.includes(TOKEN), text.slice(0, 500));
});

Deno.test("a login that is answered with something else ends the run: exit 3, one login for each that asks", async () => {
  const answers: Record<string, () => Response> = {
    "a redirect": () =>
      new Response(null, { status: 307, headers: { location: "http://127.0.0.1:9/steal" } }),
    "a redirect to a file": () =>
      new Response(null, { status: 302, headers: { location: "file:///etc/passwd" } }),
    "an echo of what was sent": () => json(JSON.stringify({ message: SECRET }), { status: 401 }),
    "a body without end": () => endless(),
    "no token": () => json("{}"),
  };
  for (const [what, login] of Object.entries(answers)) {
    const run = await attacked(() => json("[]"), {}, { login });
    assertEquals(run.error?.exitCode, EXIT.looker, what);
    assert(run.hits <= 9, `${what}: ${run.hits} calls`);
    for (const text of run.kept) assertFalse(text.includes(SECRET), text.slice(0, 300));
  }
});
