import { assertEquals } from "@std/assert";
import { mappedTypes } from "../../../lib/looker/uses/mapping.ts";
import { vaultSource } from "../../../lib/restore/plan/source.ts";
import { mappedSource } from "../../../lib/restore/replace/mapped_source.ts";
import { putItem } from "../../../lib/vault/content.ts";
import { item, minute, newVault, TempDir } from "../../vault/_vaults.ts";

Deno.test("the backup's hash of a body does not count for a body with mapped names, and counts for others", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  vault.withTransaction(() => {
    for (const type of ["dashboards", "roles"] as const) {
      putItem(vault, item(type, "1", { id: "1" }), { sessionId: "s1", at: minute(1) });
    }
  });
  const mapping = { fields: {}, explores: {}, models: { old: "new" }, texts: {} };
  const backedUp = vaultSource(vault, "https://acme.looker.com", null),
    source = mappedSource(backedUp, mapping);
  const forms = (["dashboards", "roles"] as const).map((type) => {
    const form = source.form({ type, id: "1" });
    return [
      mappedTypes(mapping).includes(type),
      form === undefined,
      form === backedUp.form({ type, id: "1" }),
    ];
  });
  assertEquals(forms, [[true, true, false], [false, false, true]]);
});
