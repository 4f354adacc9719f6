import { assertEquals, assertThrows } from "@std/assert";
import { FAILURES, RESTORES } from "../../lib/cli/complete.ts";
import { idCandidates } from "../../lib/cli/complete_ids.ts";
import { RestoredVault } from "./_restore_vault.ts";

Deno.test("restores and failures are offered by their ids, with what they are", () => {
  using made = new RestoredVault([
    { id: "aaa111", status: "partial", began: "2026-01-02T03:04:05.000Z" },
    { id: "bbb222", status: "completed", began: "2026-01-03T03:04:05.000Z" },
  ]);
  made.addLetter("aaa111", 1, "12", "title is taken");
  assertEquals(idCandidates(made.path, { type: RESTORES, prefix: "" }), [
    { value: "bbb222", about: "2026-01-03T03:04Z restore all, completed" },
    { value: "aaa111", about: "2026-01-02T03:04Z restore all, partial" },
  ]);
  assertEquals(
    idCandidates(made.path, { type: RESTORES, prefix: "a" }).map(({ value }) => value),
    ["aaa111"],
  );
  assertEquals(idCandidates(made.path, { type: FAILURES, prefix: "" }), [
    { value: "1", about: "dashboards 12: title is taken" },
  ]);
  assertEquals(idCandidates(made.path, { type: FAILURES, prefix: "2" }), []);
});

Deno.test("what is no content type has no ids, and no vault is opened for it", () => {
  assertThrows(() => idCandidates("/nowhere/x.db", { type: "nonsense", prefix: "" }), Error, "nonsense");
});
