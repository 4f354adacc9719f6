import { assertEquals } from "@std/assert";
import { TYPE_CODES } from "../../lib/looker/content_type_names.ts";
import { addressesOf, hostsOf } from "../../lib/vault/hosts.ts";
import { allMappings, mappings, saveMapping } from "../../lib/vault/id_map.ts";
import { ADDRESSES, INSTANCE, moveInstance } from "../../lib/vault/instance.ts";
import { temporaryVault } from "../../lib/vault/open.ts";
import { beginRestoration, restorations } from "../../lib/vault/restorations.ts";

const OLD = "https://acme.looker.com:19999", NEW = "https://bi.acme.com", OTHER = "https://eu.looker.com";

Deno.test("moveInstance() takes the id map and the restores along, and keeps what is about others", () => {
  using vault = temporaryVault(TYPE_CODES);
  const restore = (id: string, source: string, destination: string): void =>
    beginRestoration(vault, {
      id,
      source,
      destination,
      startedAt: "2026-01-01T00:00:00.000Z",
      hostUser: null,
      lookervaultVersion: "test",
      options: {},
    });
  const map = (source: string, destination: string, to: string, at: string): void =>
    saveMapping(vault, { source, destination }, {
      kind: "looks",
      sourceId: "1",
      destinationId: to,
      sessionId: "r1",
      at,
    });
  vault.withTransaction(() => {
    vault.setMeta(INSTANCE, OLD);
    vault.setMeta(ADDRESSES, JSON.stringify(["https://pages.acme.com"]));
    restore("r1", OLD, OLD);
    restore("r2", OLD, OTHER);
    restore("r3", OTHER, OTHER);
    map("HTTPS://ACME.looker.com:19999/", OLD, "7", "2026-01-02");
    map(OLD, OTHER, "8", "2026-01-02");
    // It was written to under its new address before anybody said that it is the same.
    map(NEW, NEW, "9", "2026-01-03");
    map(OTHER, "https://fr.looker.com", "10", "2026-01-02");
  });
  assertEquals(moveInstance(vault, { from: OLD, to: "https://BI.acme.com:443/" }), {
    mappings: 2,
    restores: 2,
  });
  assertEquals(vault.meta(INSTANCE), NEW);
  assertEquals(
    allMappings(vault).map(({ source, destination, destinationId }) => [source, destination, destinationId])
      .sort(),
    [[NEW, NEW, "9"], [NEW, OTHER, "8"], [OTHER, "https://fr.looker.com", "10"]].sort(),
  );
  assertEquals(
    restorations(vault).map(({ id, source, destination }) => [id, source, destination]).sort(),
    [["r1", NEW, NEW], ["r2", NEW, OTHER], ["r3", OTHER, OTHER]],
  );
  // Links with any address that it ever had are its own.
  const hosts = hostsOf(addressesOf(vault, NEW, null));
  for (const host of ["bi.acme.com", "acme.looker.com", "acme.looker.com:19999", "pages.acme.com"]) {
    assertEquals([host, hosts.has(host)], [host, true]);
  }
  assertEquals(hosts.has("eu.looker.com"), false);
});

Deno.test("mappings() finds what was recorded under another spelling of an address; the latest counts", () => {
  using vault = temporaryVault(TYPE_CODES);
  const map = (source: string, id: string, to: string, at: string): void =>
    saveMapping(vault, { source, destination: source }, {
      kind: "looks",
      sourceId: id,
      destinationId: to,
      sessionId: "r1",
      at,
    });
  vault.withTransaction(() => {
    beginRestoration(vault, {
      id: "r1",
      source: OLD,
      destination: OLD,
      startedAt: "2026-01-01T00:00:00.000Z",
      hostUser: null,
      lookervaultVersion: "test",
      options: {},
    });
    map("http://localhost:9999", "1", "5", "2026-01-03");
    map("http://127.0.0.1:9999", "1", "4", "2026-01-02");
    map("http://[::1]:9999/", "2", "6", "2026-01-01");
    map("http://localhost:9998", "3", "7", "2026-01-01");
  });
  const found = mappings(vault, { source: "http://LOCALHOST:9999", destination: "http://127.0.0.1:9999" });
  assertEquals(
    new Map(found.map(({ sourceId, destinationId }) => [sourceId, destinationId])),
    new Map([["1", "5"], ["2", "6"]]),
  );
});
