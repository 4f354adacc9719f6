import { assert, assertEquals, assertFalse, assertMatch, assertStringIncludes } from "@std/assert";
import { startSim } from "../sim/mod.ts";
import { TempDir } from "../vault/_vaults.ts";
import { play } from "./_fakes.ts";

const TINY = { dashboards: 2, looks: 2, tileBytes: 100, users: 3 };

Deno.test("--all-profiles runs one after the other, each key goes to its own address, and the worst code counts", async () => {
  await using a = startSim({ ...TINY, clientId: "id-a", clientSecret: "secret-a" });
  await using b = startSim({ ...TINY, clientId: "id-b", clientSecret: "secret-b" });
  using dir = new TempDir();
  const config = dir.file("c.toml");
  const profile = (name: string, url: string): string => `[profile.${name}]\nbase_url = "${url}"\n`;
  // Nobody listens there.
  const text = profile("a", a.url) + profile("gone", "http://127.0.0.1:1") + profile("b", b.url);
  await Deno.writeTextFile(config, text, { mode: 0o600 });
  const env: Record<string, string> = { LOOKERVAULT_BASE_URL: "https://elsewhere.looker.com" };
  for (const one of ["a", "gone", "b"]) {
    env[`LOOKERVAULT_${one.toUpperCase()}_CLIENT_ID`] = `id-${one}`;
    env[`LOOKERVAULT_${one.toUpperCase()}_CLIENT_SECRET`] = `secret-${one}`;
  }
  const all = (...args: string[]) => play(["--config", config, "--all-profiles", ...args], { env });

  const extracted = await all("-q", "--json", "extract", "dashboards", "--max-retries", "0");
  assertEquals(extracted.exit, 3);
  const { command, profiles } = JSON.parse(extracted.stdout);
  assertEquals(command, "extract");
  assertEquals(
    profiles.map((
      { profile, code, result }: { profile: string; code: number; result: { status: string } },
    ) => [profile, code, result.status]),
    [["a", 0, "completed"], ["gone", 3, "failed"], ["b", 0, "completed"]],
  );
  assertMatch(extracted.stderr, /^error: gone: Cannot reach/m);
  assertMatch(
    extracted.stderr,
    /^error: extract: 1 of 3 profiles ended with a non-zero exit code: gone \(3\)$/m,
  );
  for (const secret of ["secret-a", "secret-b", "secret-gone"]) {
    assertFalse(extracted.stderr.includes(secret));
  }
  for (const name of ["a.db", "b.db"]) assert((await Deno.stat(dir.file(name))).size > 0);

  const listed = await all("list");
  assertEquals(listed.exit, 0, listed.stderr);
  assertStringIncludes(listed.stdout, "a:\n");
  assertStringIncludes(listed.stdout, "profile\tcode\tresult\na\t0\tdone\ngone\t0\tdone\n");
  const verified = await all("verify");
  assertEquals(verified.exit, 5);
  assertMatch(verified.stderr, /^error: gone: The vault .*gone.db is damaged: vault: it is empty/m);

  const refused = await all("restore", "all", "--dry-run");
  assertEquals(refused.exit, 2);
  assertStringIncludes(refused.stderr, "Cannot run restore all for all profiles");
  for (const more of [["--db", "x.db"], ["--profile", "a"]]) {
    assertEquals((await all("list", ...more)).exit, 2);
  }
});
