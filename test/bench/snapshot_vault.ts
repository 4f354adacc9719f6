/** A vault of a given size, for copies of it. @module */
import { putItem } from "../../lib/vault/content.ts";
import { openVaultForWriting } from "../../lib/vault/open.ts";
import { begin, item, minute, WRITING } from "../vault/_vaults.ts";

/** Makes a vault of about so many bytes, of bodies that compress by half. */
export function bigVault(path: string, bytes: number): void {
  using vault = openVaultForWriting(path, WRITING);
  vault.withTransaction(() => {
    vault.setMeta("instance", "https://acme.looker.com");
    begin(vault, "s1");
  });
  const each = 400_000;
  for (let at = 0, id = 0; at < bytes;) {
    vault.withTransaction(() => {
      for (let i = 0; i < 20 && at < bytes; i++, at += each, id++) {
        const noise = Array.from(
          { length: each / 65536 | 0 },
          () => crypto.getRandomValues(new Uint8Array(32768)).toHex(),
        );
        putItem(vault, item("dashboards", `${id}`, { id, noise, more: noise }), {
          sessionId: "s1",
          at: minute(1),
        });
      }
    });
  }
}
