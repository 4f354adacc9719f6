/** A bare `extract` stores everything, exactly. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { oneSpelling } from "./_msgpack_text.ts";
import { extract, lineOf, run, Workplace } from "./_run.ts";
import { small } from "./_sim.ts";
import { dumpedIds, redactedText, served } from "./_truth.ts";
import { OpenVault, TYPES } from "./_vault.ts";

Deno.test("extract stores every item of every type exactly as served, exit 0", async () => {
  await using sim = small();
  using place = Workplace.at(sim);
  const summary = await extract(place);
  const requests = [...sim.log];
  assertEquals(sim.violations, []);
  const truth = await served(sim);
  using vault = new OpenVault(place.db);
  for (const type of TYPES) {
    const items = truth.get(type) ?? new Map<string, string>();
    assert(items.size > 0, `the simulator serves no ${type}`);
    assertEquals(vault.ids(type), [...items.keys()].sort(), type);
    const dumped = dumpedIds(sim, type);
    if (dumped !== null && type !== "explores" && type !== "lookml_dashboards") {
      assertEquals(vault.ids(type), dumped);
    }
    for (const [id, text] of items) {
      const redacted = (vault.part(type, id)["redacted"] ?? []) as string[];
      assertEquals(vault.text(type, id), redactedText(text, redacted), `${type} ${id}`);
    }
    const line = lineOf(summary, type);
    assertEquals([line.listed, line.stored, line.new], [items.size, items.size, items.size], type);
    assertEquals([line.failed, line.complete], [0, true], type);
  }
  const allowed = new Set(["login", "logout", "run_inline_query"]);
  assertEquals(requests.filter(({ method, operation }) => method !== "GET" && !allowed.has(operation)), []);
  assertEquals(summary.calls, requests.length);
});

Deno.test("show prints exactly the JSON that was served, with every digit and in its order", async () => {
  await using sim = small();
  using place = Workplace.at(sim);
  await extract(place, ["dashboards", "looks"]);
  const truth = await served(sim);
  const odd = [...truth.get("dashboards") ?? []].find(([, text]) => text.includes("__proto__"));
  assert(odd !== undefined, "no dashboard with a key __proto__");
  const [id, text] = odd;
  assertMatch(text, /9007199254740993/);
  const { code, stdout } = await run(place, "show", "dashboard", id, "--json");
  assertEquals(code, 0);
  assertEquals(oneSpelling(stdout).replace(/,"_vault":\{.*\}\}$/s, "}"), text);
});
