import { beginRestoration, savePreImage } from "../../lib/vault/restorations.ts";
import { openVaultForWriting } from "../../lib/vault/open.ts";
import { readBody } from "../../lib/vault/versions.ts";
import type { Sim } from "../sim/mod.ts";
import { type Backup, backup } from "../extract/_in_process.ts";
import { WRITING } from "../vault/_vaults.ts";

/** A vault with items, former versions, items that are gone, and states kept by a restore. */
export async function livedInVault(sim: Sim): Promise<Backup> {
  const place = await backup(sim);
  await place.run({});
  const [first, second] = sim.store.table("dashboards").all().map(({ id }) => id);
  for (const id of ["1", "2", "3"]) sim.mutate({ op: "update", type: "users", id });
  for (const id of [first, second]) {
    if (id !== undefined) sim.mutate({ op: "update", type: "dashboards", id });
  }
  const [look] = sim.store.table("looks").all();
  if (look !== undefined) sim.mutate({ op: "delete", type: "looks", id: look.id });
  await place.run({});
  using vault = openVaultForWriting(place.path, WRITING);
  vault.withTransaction(() => {
    beginRestoration(vault, {
      id: "r1",
      source: sim.url,
      destination: sim.url,
      startedAt: "2026-01-01T00:00:00.000Z",
      hostUser: null,
      lookervaultVersion: "test",
      options: {},
    });
    for (const id of [first, second]) {
      const body = id === undefined ? null : readBody(vault, 1, id);
      if (id !== undefined && body !== null) {
        savePreImage(vault, "r1", { type: 1, id, body, at: "2026-01-01T00:00:00.000Z" });
      }
    }
  });
  return place;
}
