import { assertEquals, assertStringIncludes } from "@std/assert";
import { run, Workplace } from "./_run.ts";
import { tiny } from "./_sim.ts";

const CONFIG = { LOOKERVAULT_BASE_URL: "", LOOKERVAULT_CLIENT_ID: "", LOOKERVAULT_CLIENT_SECRET: "" };

function namesIn(dir: string): string[] {
  return [...Deno.readDirSync(dir)].map(({ name }) => name);
}

/** Whether anybody but the owner may read or write the file. */
function othersMay(file: string): boolean {
  return Deno.build.os !== "windows" && ((Deno.statSync(file).mode ?? 0) & 0o777) !== 0o600;
}

Deno.test("init writes a file that the next command needs nothing besides, for its owner alone", async () => {
  await using sim = tiny();
  using place = Workplace.at(sim);
  const made = await run(place, "init");
  assertEquals([made.code, made.stderr], [0, ""]);
  assertStringIncludes(made.stdout, "logged in as");
  const file = `${place.dir}/lookervault.toml`;
  assertEquals(othersMay(file), false);
  assertEquals(namesIn(place.dir), ["lookervault.toml"]);
  const checked = await run({ ...place, dir: place.dir, db: place.db, url: place.url, env: CONFIG }, "check");
  assertEquals(checked.code, 0, checked.stdout);
  const again = await run(place, "init");
  assertEquals(again.code, 2);
  assertStringIncludes(again.stderr, "it already exists");
  const replaced = await run(place, "--json", "init", "--yes");
  assertEquals([replaced.code, JSON.parse(replaced.stdout).status], [0, "ok"]);
  assertEquals(othersMay(file), false);
});

Deno.test("init makes the folder of --config, and keeps the answers when Looker refuses the key", async () => {
  await using sim = tiny();
  using place = Workplace.at(sim);
  const file = `${place.dir}/.config/lookervault/config.toml`;
  const env = { LOOKERVAULT_CLIENT_SECRET: "wrong-secret" };
  const refused = await run({ dir: place.dir, db: place.db, url: place.url, env }, "--config", file, "init");
  assertEquals(refused.code, 3, refused.stderr);
  assertEquals(namesIn(place.dir), [".config"]);
  assertEquals(othersMay(file), false);
  assertEquals((await run(place, "--config", file, "init")).code, 2);
  const made = await run(place, "--config", file, "init", "--yes");
  assertEquals(made.code, 0, made.stderr);
  const checked = await run({ dir: place.dir, db: place.db, url: place.url, env: CONFIG }, "check");
  assertEquals(checked.code, 0, checked.stdout);
});
