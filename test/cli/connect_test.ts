import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { type Clock, systemClock } from "../../lib/base/clock.ts";
import { play, type Played } from "./_fakes.ts";

/** Runs `info --json` against a server that answers everything with `handler`. */
async function info(
  handler: (request: Request) => Response | Promise<Response>,
  clock: Clock = systemClock,
): Promise<Played> {
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, handler);
  return await play(["info", "--json"], { env: envOf(`http://127.0.0.1:${server.addr.port}`), clock });
}

function envOf(url: string): Record<string, string> {
  return {
    LOOKERVAULT_BASE_URL: url,
    LOOKERVAULT_CLIENT_ID: "client-id",
    LOOKERVAULT_CLIENT_SECRET: "hunter22",
  };
}

function messageIn({ exit, stdout }: Played): string {
  assertEquals(exit, 3);
  const { command, status, error } = JSON.parse(stdout);
  assertEquals([command, status, error.exit_code], ["info", "failed", 3]);
  assert(error.hint !== null);
  return error.message;
}

Deno.test("info says four different things when the login is refused, nothing listens, no such host, no answer", async () => {
  const refusedLogin = messageIn(await info(() => Response.json({ message: "Not found" }, { status: 404 })));
  assertStringIncludes(refusedLogin, "refused the credentials (404)");

  const unauthorized = messageIn(
    await info(() => Response.json({ message: "Unauthorized" }, { status: 401 })),
  );
  assertStringIncludes(unauthorized, "refused the credentials (401)");

  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr;
  listener.close();
  const refused = messageIn(
    await play(["info", "--json"], { env: envOf(`http://127.0.0.1:${port}`), clock: systemClock }),
  );
  assertStringIncludes(refused, "connection was refused");

  const dns = messageIn(
    await play(["info", "--json"], { env: envOf("https://no-such-host.invalid"), clock: systemClock }),
  );
  assertMatch(dns, /does not resolve/);

  const impatient: Clock = {
    ...systemClock,
    after: (ms, then) => systemClock.after(ms > 2000 && ms < 8000 ? 50 : ms, then),
  };
  const hang = Promise.withResolvers<Response>();
  const late = messageIn(
    await info((request) => {
      request.signal.addEventListener("abort", () => hang.resolve(new Response()));
      return hang.promise;
    }, impatient),
  );
  assertMatch(late, /did not answer within 7.5 s \(timeout\)/);
  assertEquals(new Set([refusedLogin, refused, dns, late]).size, 4);
});

Deno.test("info shows what Looker says of itself", async () => {
  const answers: Record<string, unknown> = {
    "/api/4.0/login": { access_token: "token-12345", token_type: "Bearer", expires_in: 3600 },
    "/api/4.0/versions": { looker_release_version: "25.4.1", supported_versions: [{ version: "4.0" }] },
    "/api/4.0/user": { id: "7", display_name: "Ada", email: "ada@acme.com", role_ids: ["2"] },
    "/api/4.0/roles": [{ id: "2", name: "Admin" }],
  };
  const { exit, stdout, stderr } = await info((request) => {
    const path = new URL(request.url).pathname;
    return path in answers ? Response.json(answers[path]) : new Response(null, { status: 204 });
  });
  assertEquals([exit, stderr], [0, ""]);
  const { looker_version, user } = JSON.parse(stdout);
  assertEquals([looker_version, user], ["25.4.1", {
    id: "7",
    display_name: "Ada",
    email: "ada@acme.com",
    roles: ["Admin"],
  }]);
});

Deno.test("whoever connects gives up every host but the configured one", async () => {
  const { kept } = await play(["info", "--base-url", "https://no-such-host.invalid"], { clock: systemClock });
  assertEquals(kept, ["https://no-such-host.invalid"]);
});
