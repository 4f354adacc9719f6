import { assertEquals, assertThrows } from "@std/assert";
import { FAILURES, RESTORES } from "../../lib/cli/complete.ts";
import { idCandidates } from "../../lib/cli/complete_ids.ts";
import type { ContentType } from "../../lib/looker/content_type_names.ts";
import type { ContentItem } from "../../lib/vault/content_item.ts";
import { putItem } from "../../lib/vault/content.ts";
import { item, minute, newVault, TempDir } from "../vault/_vaults.ts";
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

Deno.test("names, paths and addresses are offered where something of them was typed", () => {
  using dir = new TempDir();
  const path = dir.file();
  {
    using vault = newVault(path);
    vault.withTransaction(() => {
      const put = (type: ContentType, id: string, given: Partial<ContentItem>): unknown =>
        putItem(vault, item(type, id, { id, ...given }, given), { sessionId: "s1", at: minute(1) });
      put("folders", "1", { name: "Shared" });
      put("folders", "5", { name: "Sales, EMEA", folderId: "1" });
      put("users", "7", { name: "Ada Lovelace", ownerEmail: "ada@acme.com" });
      put("dashboards", "30", { name: "Exec board" });
      put("dashboards", "31", { name: "30 days" });
    });
  }
  const offered = (type: string, prefix: string): string[] =>
    idCandidates(path, { type, prefix }).map(({ value, about }) => `${value} (${about})`);
  assertEquals(offered("dashboards", ""), ["30 (Exec board)", "31 (30 days)"]);
  assertEquals(offered("dashboards", "Exec b"), ["Exec board (dashboard 30)"]);
  assertEquals(offered("dashboards", "30"), ["30 (Exec board)", "30 days (dashboard 31)"]);
  assertEquals(offered("folders", "S"), [
    "Sales, EMEA (folder 5)",
    "Shared (folder 1)",
    "Shared/Sales, EMEA (folder 5)",
  ]);
  assertEquals(offered("users", "ada"), ["ada@acme.com (user 7)"]);
  assertEquals(offered("users", "Ada"), ["Ada Lovelace (user 7)"]);
});
