/** Which ids are one item, by what restores wrote into the id map. */
import { assertEquals } from "@std/assert";
import { TYPE_CODES } from "../../lib/looker/content_type_names.ts";
import { saveMapping } from "../../lib/vault/id_map.ts";
import { type ChainStep, ItemChains, itemChains } from "../../lib/vault/item_chain.ts";
import { temporaryVault } from "../../lib/vault/open.ts";
import { beginRestoration } from "../../lib/vault/restorations.ts";

const step = (kind: string, from: string, to: string): ChainStep & { kind: string } => (
  { kind, from, to, sessionId: "s", at: "2026-01-01T00:00:00.000Z" }
);

const CASES: [string, [string, string][], string, string[], string[]][] = [
  ["an item with one id", [], "25", [], []],
  ["one that was made anew", [["25", "431"]], "25", ["431"], []],
  ["its successor", [["25", "431"]], "431", [], ["25"]],
  ["one in the middle of a chain", [["25", "431"], ["431", "502"]], "431", ["502"], ["25"]],
  ["the end of a chain", [["25", "431"], ["431", "502"]], "502", [], ["431", "25"]],
  ["two that became one", [["25", "431"], ["26", "431"]], "431", [], ["25", "26"]],
  ["the last restore counts", [["25", "431"], ["25", "502"]], "25", ["502"], []],
  ["a circle", [["1", "2"], ["2", "1"]], "1", ["2"], ["2"]],
  ["an id that stands for itself", [["7", "7"]], "7", [], []],
];

for (const [what, pairs, id, successors, predecessors] of CASES) {
  Deno.test(`ItemChains tells the ids before and after an id: ${what}`, () => {
    const chains = new ItemChains(pairs.map(([from, to]) => step("dashboards", from, to)));
    assertEquals(chains.successors("dashboards", id), successors);
    assertEquals(chains.predecessors("dashboards", id), predecessors);
    // An id means something else in each type.
    assertEquals(chains.successors("looks", id), []);
  });
}

Deno.test("itemChains() reads what restores of the instance itself recorded, however its address was written", () => {
  using vault = temporaryVault(TYPE_CODES);
  vault.withTransaction(() => {
    beginRestoration(vault, {
      id: "a1",
      source: "https://one.example",
      destination: "https://one.example",
      startedAt: "2026-02-03T04:05:00.000Z",
      hostUser: null,
      lookervaultVersion: "test",
      options: {},
    });
    const save = (source: string, destination: string, sourceId: string, destinationId: string): void =>
      saveMapping(vault, { source, destination }, {
        kind: "looks",
        sourceId,
        destinationId,
        sessionId: "a1",
        at: "2026-02-03T04:05:06.000Z",
      });
    save("https://one.example", "https://one.example:443", "8", "90");
    save("https://one.example", "https://two.example", "9", "91");
  });
  const chains = itemChains(vault);
  assertEquals(chains.after("looks", "8"), [
    { from: "8", to: "90", sessionId: "a1", at: "2026-02-03T04:05:06.000Z" },
  ]);
  assertEquals(chains.successors("looks", "9"), []);
});
