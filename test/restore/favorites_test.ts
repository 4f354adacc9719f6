import { assert, assertEquals } from "@std/assert";
import { contentFavorites } from "../../lib/handlers/content_favorites.ts";
import { AS_IS } from "../../lib/handlers/references.ts";
import { backup } from "../extract/_in_process.ts";
import { type Sim, startSim } from "../sim/mod.ts";
import { differ } from "./_differ.ts";
import { restore } from "./_in_process.ts";
import { undo } from "./_undo.ts";

const SMALL = { dashboards: 4, looks: 3, folders: 4, users: 6, groups: 4, tileBytes: 200 };
const OTHER = { ...SMALL, emptied: true, idOffset: 6000 };

/** Favorites of three people, one of a board among them. */
function marked(): Sim {
  const sim = startSim(SMALL);
  const board = sim.store.table("boards").all()[0]?.get("content_metadata_id") ?? null;
  sim.store.table("content_favorites").insert({ user_id: "2", content_metadata_id: board });
  return sim;
}

const isFavorite = (line: string): boolean => line.startsWith("content_favorites");

Deno.test("favorites come back for whom they were, of what they were, each once, and beside others", async () => {
  await using sim = marked();
  await using vault = await backup(sim);
  await vault.run({});
  await using other = startSim(OTHER);
  await restore(vault.path, other);
  assertEquals(differ(sim, other).filter(isFavorite), []);
  assertEquals(other.store.table("content_favorites").size, 8);
  // One that somebody marked since stays, and one that is gone comes back.
  const [first] = other.store.table("content_favorites").all();
  const look = other.store.table("looks").all().at(-1)?.get("content_metadata_id") ?? null;
  other.store.table("content_favorites").insert({
    user_id: other.store.builtIns.apiUser,
    content_metadata_id: look,
  });
  other.store.table("content_favorites").remove(first?.id ?? "");
  const before = other.writes().length;
  const again = await restore(vault.path, other);
  assertEquals(other.writes().slice(before).map(({ operation }) => operation), ["create_content_favorite"]);
  assertEquals([again.errors, other.deletions(), other.violations], [[], [], []]);
  assertEquals(other.store.table("content_favorites").size, 9);
});

Deno.test("where Looker takes a favorite from its user alone, each that stays away is named", async () => {
  await using sim = marked();
  await using vault = await backup(sim);
  await vault.run({});
  await using other = startSim({ ...OTHER, ownFavorites: true });
  const summary = await restore(vault.path, other);
  const own = sim.store.table("content_favorites").all()
    .filter((item) => item.get("user_id") === sim.store.builtIns.apiUser).length;
  const lost = summary.errors.filter(({ type }) => type === "content_favorites");
  assertEquals(other.store.table("content_favorites").size, own);
  assertEquals(lost.length, 8 - own);
  assert(lost.every(({ message }) => message.includes("its user")), lost[0]?.message);
});

Deno.test("a favorite of content that is gone is left, and named", async () => {
  await using sim = marked();
  await using vault = await backup(sim);
  await vault.run({});
  await using other = startSim(OTHER);
  const only = ["users", "content_favorites"] as const;
  const summary = await restore(vault.path, other, { options: { only: [...only] } });
  assertEquals(other.store.table("content_favorites").size, 0);
  const items = summary.items.filter(({ type }) => type === "content_favorites");
  assertEquals(items.length, 8);
  assert(items.some(({ reason }) => reason?.includes("dashboards ") === true), items[0]?.reason ?? "");
});

Deno.test("what of a favorite is not known is not guessed", () => {
  const of = (body: Record<string, string | null>): string | undefined =>
    contentFavorites.unrestorable({ get: (name) => body[name] })?.code;
  assertEquals(of({ id: "1", user_id: "2", content_metadata_id: "3" }), "no_api");
  assertEquals(of({ id: "1", user_id: "2", look_id: "3" }), undefined);
  const form = contentFavorites.form({ id: "1", user_id: "2", lookml_dashboard_id: "m::d" }, AS_IS);
  assertEquals(form, { user_id: "2", lookml_dashboard_id: "m::d" });
});

Deno.test("undo takes away favorites that a restore marked, and leaves those that were there", async () => {
  await using sim = marked();
  await using vault = await backup(sim);
  await vault.run({});
  const [first, second] = sim.store.table("content_favorites").all();
  const before = (): string[] =>
    sim.store.table("content_favorites").all().map((item) =>
      `${item.get("user_id")} ${item.get("content_metadata_id")}`
    ).sort();
  for (const item of [first, second]) sim.store.table("content_favorites").remove(item?.id ?? "");
  const damaged = before();
  const { session_id: session, totals } = await restore(vault.path, sim);
  assertEquals([totals.created, before().length], [2, 8]);
  const undone = await undo({ path: vault.path, sim, session });
  assertEquals([undone.status, undone.errors], ["completed", []]);
  assertEquals(before(), damaged);
  assertEquals(sim.violations, []);
  // And back again.
  const again = await undo({ path: vault.path, sim, session: undone.session_id });
  assertEquals([again.errors, before().length], [[], 8]);
});

Deno.test("a favorite whose content Looker does not tell is named as not restorable, by the plan and by the steps", async () => {
  await using sim = marked();
  sim.store.table("content_favorites").insert({ user_id: "2", content_metadata_id: "99999" });
  await using vault = await backup(sim);
  await vault.run({});
  await using other = startSim(OTHER);
  const { status, items, steps, errors, totals } = await restore(vault.path, other);
  const [odd] = items.filter(({ reason_code }) => reason_code === "no_api")
    .filter(({ type }) => type === "content_favorites");
  assertEquals([odd?.action, status, errors], ["unrestorable", "completed", []]);
  assert(totals.unrestorable > 0);
  const step = steps.find((one) =>
    one.items.some(({ type, id }) => type === "content_favorites" && id === odd?.id)
  );
  assertEquals(step?.text, `Check in Looker: ${odd?.reason}`);
  const before = other.writes().length;
  await restore(vault.path, other);
  assertEquals(other.writes().slice(before).map(({ operation }) => operation), []);
});
