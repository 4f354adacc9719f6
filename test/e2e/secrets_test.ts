/** Secrets appear nowhere. */
import { assert, assertEquals } from "@std/assert";
import { run, Workplace } from "./_run.ts";
import { small } from "./_sim.ts";
import { OpenVault } from "./_vault.ts";

Deno.test("no secret is in the vault, on stdout or on stderr, whatever happens", async () => {
  const secret = "hunter22-client-secret";
  await using sim = small({ clientSecret: secret, latencyMs: 2 });
  sim.faults.add({ kind: "401", operation: "folder_looks,all_roles", times: 2 });
  sim.faults.add({
    kind: "500",
    operation: "look,merge_query,all_themes,user_attribute_user_values",
    every: 3,
  });
  sim.faults.add({ kind: "html-200", every: 40, times: 4 });
  const tokens = new Set<string>();
  const open = sim.sessions.open.bind(sim.sessions);
  sim.sessions.open = (user) => {
    const token = open(user);
    tokens.add(token);
    return token;
  };
  using place = new Workplace(sim.url, { LOOKERVAULT_CLIENT_SECRET: secret });
  const outcomes = [
    await run(place, "--debug", "--json", "extract"),
    await run(place, "--debug", "--verbose", "--progress", "json", "extract", "users"),
  ];
  assert(tokens.size > 1, "no token was revoked");
  using vault = new OpenVault(place.db);
  const urls = usersSecrets(sim.store.table("users").all().map((user) => user.text("User")));
  assert(urls.length > 0, "the simulator serves no password reset URL");
  const places: [string, string][] = outcomes.flatMap(({ stdout, stderr }): [string, string][] => [
    ["stdout", stdout],
    ["stderr", stderr],
  ]);
  for await (const file of Deno.readDir(place.dir)) {
    if (file.isFile) places.push([file.name, latin1(`${place.dir}/${file.name}`)]);
  }
  for (const row of vault.rows("SELECT content_type, id FROM content_items WHERE content_type = 7")) {
    places.push([`user ${row["id"]}`, vault.text("users", String(row["id"]))]);
  }
  for (const [where, text] of places) {
    for (const hidden of [secret, ...tokens, ...urls]) {
      assert(!text.includes(hidden), `a secret is in ${where}`);
    }
  }
  const redacted = vault.ids("users").flatMap((id) => vault.part("users", id)["redacted"] ?? []);
  assert(redacted.includes("credentials_email.password_reset_url"), `${redacted}`);
  assert(redacted.includes("sessions"), `${redacted}`);
  assertEquals(sim.violations, []);
});

/** Live secrets that user objects carry. */
function usersSecrets(texts: readonly string[]): string[] {
  return texts.flatMap((text) =>
    [...text.matchAll(/"(?:password_reset_url|account_setup_url)":"([^"]+)"/g)].map((match) => match[1] ?? "")
  );
}

function latin1(path: string): string {
  return new TextDecoder("latin1").decode(Deno.readFileSync(path));
}
