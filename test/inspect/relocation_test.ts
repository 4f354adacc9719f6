import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  cloneWarning,
  contradiction,
  type Evidence,
  evidenceOf,
  type OldAddress,
  type Side,
} from "../../lib/inspect/relocation.ts";

const times = (...ids: number[]): Side[] =>
  ids.map((id) => ({ id: String(id), value: `2024-03-0${id}T10:00:00.000Z` }));
const dated = (vault: Side[], there: Side[] | { unread: string }): Evidence =>
  evidenceOf({ type: "looks", trait: "created_at" }, vault, there);
const mailed = (vault: string[], there: string[]): Evidence => {
  const sides = (all: string[]): Side[] => all.map((value, id) => ({ id: String(id), value }));
  return evidenceOf({ type: "users", trait: "email" }, sides(vault), sides(there));
};

Deno.test("evidenceOf() counts what both sides hold, times by the second, addresses in any case", () => {
  const vault = [...times(1, 2, 3), { id: "4", value: null }, { id: "5", value: "2024-03-05T10:00:00.123Z" }];
  const there = [...times(1, 3, 7), { id: "2", value: "2025-01-01T00:00:00.000Z" }, {
    id: "5",
    value: "2024-03-05T10:00:00.000Z",
  }];
  const { in_vault, found, same, different } = dated(vault, there);
  assertEquals([in_vault, found, same], [4, 4, 3]);
  assertEquals(different, [{
    id: "2",
    in_vault: "2024-03-02T10:00:00.000Z",
    there: "2025-01-01T00:00:00.000Z",
  }]);
  assertEquals(mailed(["Ada@acme.com", "b@acme.com"], ["ada@ACME.com", "c@acme.com"]).same, 1);
  assertEquals(dated(times(1), { unread: "Forbidden" }).unread, "Forbidden");
});

Deno.test("contradiction() accepts the same instance, and says why another one is none", () => {
  const all = dated(times(1, 2, 3, 4), times(1, 2, 3, 4));
  const cases: [evidence: Evidence[], why: string | null][] = [
    [[all], null],
    // Some were deleted meanwhile, some addresses changed.
    [[dated(times(1, 2, 3, 4), times(1, 2)), mailed(["a", "b", "c"], ["a", "b", "x"])], null],
    [[dated([], []), mailed(["a", "b"], ["a", "b"])], null],
    [[dated(times(1, 2, 3, 4), times(1))], "only 1 of the vault's 4"],
    [[dated(times(1, 2), times(3, 4))], "no item of the vault"],
    [[dated([], []), mailed([], ["a"])], "no item of the vault"],
    [[dated(times(1, 2), { unread: "no" })], "no item of the vault"],
    [
      [
        all,
        dated([{ id: "9", value: "2020-01-01T00:00:00.000Z" }], [{
          id: "9",
          value: "2021-01-01T00:00:00.000Z",
        }]),
      ],
      "looks 9 was created at 2020",
    ],
    [
      [all, mailed(["a", "b", "c"], ["a", "x", "y"])],
      "2 of 3 users have a different email address there: id 1 has x",
    ],
  ];
  for (const [evidence, why] of cases) {
    const found = contradiction(evidence);
    if (why === null) assertEquals(found, null);
    else assertStringIncludes(found ?? "accepted", why);
  }
});

Deno.test("cloneWarning() warns of a former address that still answers, unless it points to the new one", () => {
  const old: OldAddress = { url: "https://old.acme.com", answers: true, redirects_to: null, detail: "" };
  assert(cloneWarning(old, "https://new.acme.com")?.includes("clone"));
  assertEquals(cloneWarning({ ...old, answers: false }, "x"), null);
  assertEquals(cloneWarning({ ...old, answers: null }, "x"), null);
  assertEquals(cloneWarning({ ...old, redirects_to: "https://new.acme.com" }, "x"), null);
});
