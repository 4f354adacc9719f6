/** Nights on which nobody edited anything, whatever Looker answered otherwise: no version comes of them. */
import { assertEquals, assertNotEquals } from "@std/assert";
import { diffVault } from "../../lib/inspect/diff.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { type Sim, startSim } from "../sim/mod.ts";
import { cell } from "../vault/_vaults.ts";
import { type Backup, backup } from "./_in_process.ts";

const SIZES = { dashboards: 12, looks: 8, tileBytes: 400 };

/** Runs once, lets `change` happen, runs again; what the second run found new, updated or deleted, by type. */
async function secondNight(place: Backup, change: () => void): Promise<string[]> {
  await place.run({});
  change();
  const { types, errors } = await place.run({});
  assertEquals(errors, []);
  return types.flatMap((one) => {
    const { new: made, updated, deleted } = one;
    return made + updated + deleted === 0 ? [] : [`${one.type} ${made} ${updated} ${deleted}`];
  });
}

function versions(path: string): unknown {
  using vault = openVaultForReading(path);
  return cell(vault, "SELECT count(*) FROM content_history");
}

/** The exact body of a dashboard's row. */
function bodyHash(path: string, id: string): unknown {
  using vault = openVaultForReading(path);
  return cell(vault, "SELECT hex(content_hash) FROM content_items WHERE content_type = 1 AND id = ?", id);
}

const NIGHTS: [what: string, options: Parameters<typeof startSim>[0], change: (sim: Sim) => void][] = [
  ["a LookML deploy", { computed: true }, (sim) => sim.lookmlDeploy()],
  [
    "a LookML deploy on an instance in use",
    { computed: true, empties: true, production: true },
    (sim) => sim.lookmlDeploy(),
  ],
  ["a release that serves null as empty values", { computed: true }, (sim) => sim.serve({ empties: true })],
  [
    "a release that serves empty values as null",
    { computed: true, empties: true },
    (sim) => sim.serve({ empties: false }),
  ],
];

for (const [what, options, change] of NIGHTS) {
  Deno.test(`${what} makes no version, and the bodies are kept as they are served`, async () => {
    await using sim = startSim({ ...SIZES, ...options });
    await using place = await backup(sim);
    let before: unknown;
    const found = await secondNight(place, () => {
      before = bodyHash(place.path, "2");
      change(sim);
    });
    assertEquals(found, []);
    assertNotEquals(bodyHash(place.path, "2"), before);
    assertEquals(versions(place.path), 0);
    using vault = openVaultForReading(place.path);
    const from = String(cell(vault, "SELECT max(started_at) FROM extraction_sessions"));
    assertEquals(diffVault(vault, { from }).items, []);
  });
}
