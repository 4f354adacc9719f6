import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { systemClock } from "../../lib/base/clock.ts";
import { Body } from "../../lib/codec/body.ts";
import { readJson } from "../../lib/codec/json_reader.ts";
import { writeJson } from "../../lib/codec/json_writer.ts";
import { encodeItem } from "../../lib/extract/encode.ts";
import { keepsPublicLinks, scrubVault } from "../../lib/extract/scrub.ts";
import { withoutSecrets } from "../../lib/extract/secrets.ts";
import { verifyVault } from "../../lib/inspect/verify/run.ts";
import { type ContentType, TYPE_CODES, typeCode } from "../../lib/looker/content_type_names.ts";
import { putItem } from "../../lib/vault/content.ts";
import { openVaultForWriting } from "../../lib/vault/open.ts";
import { beginRestoration, savePreImage } from "../../lib/vault/restorations.ts";
import { beginSession } from "../../lib/vault/sessions.ts";
import type { Vault } from "../../lib/vault/vault.ts";
import { bodyOfRow } from "../../lib/vault/versions.ts";

const STRICT = { keepLinks: false };
const pack = (value: unknown): Uint8Array => readJson(new TextEncoder().encode(JSON.stringify(value))).bytes;

/** Puts a body into the vault as a program without rules would have. */
function put(vault: Vault, type: ContentType, body: Record<string, unknown>, at: string): void {
  const item = encodeItem(type, String(body["id"] ?? body["name"]), Body.parse(pack(body)), () => null);
  vault.withTransaction(() => putItem(vault, item, { sessionId: "old", at }));
}

function texts(vault: Vault, table: string): string[] {
  const rows = vault.prepare(`SELECT * FROM ${table} ORDER BY rowid`).all();
  return rows.map((row) => writeJson(bodyOfRow(row)));
}

/** A run and a restore that rows can be of. */
function begin(vault: Vault): void {
  const at = "2026-01-01T00:00:00.000Z",
    shared = { startedAt: at, hostUser: null, lookervaultVersion: "0", options: {} };
  vault.withTransaction(() => {
    beginSession(vault, { ...shared, id: "old", mode: "full", instance: "https://x.example", types: [] });
    beginRestoration(vault, {
      ...shared,
      id: "r",
      source: "https://x.example",
      destination: "https://x.example",
    });
  });
}

function inVault(work: (vault: Vault, path: string) => void): void {
  const directory = Deno.makeTempDirSync({ prefix: "lookervault-test-" }), path = `${directory}/v.db`;
  try {
    using vault = openVaultForWriting(path, { clock: systemClock, types: TYPE_CODES });
    begin(vault);
    work(vault, path);
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}

const LONG = "x".repeat(20_000);

Deno.test("what older rules kept is scrubbed in items, former versions and kept items, without new versions, and said", () => {
  inVault((vault, path) => {
    const old = {
      name: "dwh",
      host: "a",
      client_secret: "HUSH-1",
      password: null,
      note: LONG,
      _vault: { redacted: ["password"] },
    };
    put(vault, "connections", old, "2026-01-01T00:00:00.000Z");
    put(vault, "connections", { ...old, host: "b", client_secret: "HUSH-2" }, "2026-01-02T00:00:00.000Z");
    put(vault, "groups", { id: "1", name: "open" }, "2026-01-01T00:00:00.000Z");
    vault.withTransaction(() =>
      savePreImage(vault, "r", {
        type: typeCode("connections"),
        id: "dwh",
        body: pack(old),
        at: "2026-01-03T00:00:00.000Z",
      })
    );
    const said = scrubVault(vault, STRICT);
    assertStringIncludes(said ?? "", "3 stored bodies (including former versions)");
    for (const table of ["content_items", "content_history", "restoration_backups"]) {
      for (const text of texts(vault, table)) assertFalse(text.includes("HUSH"), text.slice(0, 200));
    }
    const [now] = texts(vault, "content_items").map((text) => JSON.parse(text));
    assertEquals([now.client_secret, now.host, now._vault.redacted], [null, "b", [
      "client_secret",
      "password",
    ]]);
    assertEquals(texts(vault, "content_history").length, 1);
    // The same body of Looker is the same version still.
    const fresh = withoutSecrets(
      Body.parse(pack({ ...old, host: "b", password: "HUSH-3", client_secret: "HUSH-2", _vault: undefined })),
      new Map(),
      STRICT,
    );
    const item = encodeItem("connections", "dwh", fresh, () => null);
    const result = vault.withTransaction(() =>
      putItem(vault, item, { sessionId: "old", at: "2026-01-04T00:00:00.000Z" })
    );
    assertEquals([result, texts(vault, "content_history").length], ["unchanged", 1]);
    assertEquals(scrubVault(vault, STRICT), null, "once is enough");
    vault.checkpointLog();
    for (const file of [path, `${path}-wal`]) {
      const bytes = new TextDecoder("latin1").decode(Deno.readFileSync(file));
      assertFalse(bytes.includes("HUSH"), `${file} still holds what was freed`);
    }
  });
});

Deno.test("a scrubbed vault is intact, and a damaged row stays damaged", async () => {
  const directory = await Deno.makeTempDir({ prefix: "lookervault-test-" }), path = `${directory}/v.db`;
  {
    using vault = openVaultForWriting(path, { clock: systemClock, types: TYPE_CODES });
    begin(vault);
    for (const id of ["1", "2"]) {
      const body = { id, params: [{ name: "a", value: "HUSH", sensitive: true }] };
      put(vault, "integrations", body, "2026-01-01T00:00:00.000Z");
    }
    const damage = "UPDATE content_items SET content_size = content_size + 1 WHERE id = '2'";
    vault.withTransaction(() => vault.prepare(damage).run());
    assert(scrubVault(vault, STRICT) !== null);
    const { problems } = await verifyVault(vault, {
      types: null,
      sample: 100,
      random: Math.random,
      threads: 1,
      clock: systemClock,
      signal: new AbortController().signal,
      sink: () => {},
    });
    assertEquals(problems.map(({ id }) => id).filter((id) => id === "1" || id === "2"), ["2"]);
  }
  await Deno.remove(directory, { recursive: true });
});

Deno.test("links of public looks are scrubbed unless the run keeps them; and again once one does not", () => {
  inVault((vault) => {
    put(
      vault,
      "looks",
      { id: "1", public: true, public_url: "https://x/HUSH.txt" },
      "2026-01-01T00:00:00.000Z",
    );
    assertEquals(scrubVault(vault, { keepLinks: true }), null);
    assertEquals([keepsPublicLinks(vault), texts(vault, "content_items")[0]?.includes("HUSH")], [true, true]);
    assertStringIncludes(scrubVault(vault, STRICT) ?? "", "1 stored body");
    assertEquals([keepsPublicLinks(vault), texts(vault, "content_items")[0]?.includes("HUSH")], [
      false,
      false,
    ]);
  });
});
