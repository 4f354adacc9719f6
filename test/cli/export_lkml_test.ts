import { assert, assertEquals } from "@std/assert";
import { FileNames, lookmlTexts } from "../../lib/inspect/lookml_texts.ts";
import { exportItems } from "../../lib/inspect/export.ts";
import { writeLookml } from "../../lib/cli/lookml_files.ts";
import { UsageError } from "../../lib/base/errors.ts";
import { putItem } from "../../lib/vault/content.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { item, minute, newVault, TempDir } from "../vault/_vaults.ts";
import { assertRejects } from "@std/assert";

/** Ids, and the names of their files, in one directory. */
const NAMES: readonly [id: string, name: string][] = [
  ["thelook::business_pulse", "thelook__business_pulse.x"],
  ["thelook::Business_Pulse", "thelook__Business_Pulse-2.x"],
  ["../../etc/passwd", "__._etc_passwd.x"],
  ["/etc/passwd", "_etc_passwd.x"],
  ['a\\b:c*d?e"f<g>h|i', "a_b_c_d_e_f_g_h_i.x"],
  [".hidden", "_hidden.x"],
  ["-rf", "_rf.x"],
  ["con", "_con.x"],
  ["über konto 日本", "über_konto_日本.x"],
  ["\u001b[31mred\u0000\u202e", "_31mred_.x"],
  ["", "_.x"],
  ["..", "_.x"],
];

Deno.test("FileNames gives each text a name of its own that leads nowhere", () => {
  const names = new FileNames(), given = NAMES.map(([id]) => names.take(id, ".x"));
  assertEquals(given.slice(0, -1), NAMES.slice(0, -1).map(([, name]) => name));
  assertEquals(new Set(given.map((name) => name.toLowerCase())).size, NAMES.length);
  for (const name of given) {
    assert(/^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u.test(name) && !name.includes(".."), name);
  }
  assertEquals([...names.take("é".repeat(300), ".model.lkml")].length, 100 + ".model.lkml".length);
  const bytes = new TextEncoder().encode(names.take("日".repeat(300), ".dashboard.lookml")).length;
  assert(bytes > 190 && bytes + ".4194304.part".length < 255, String(bytes));
  assertEquals([names.take("Maße", ".x"), names.take("MASSE", ".x")], ["Maße.x", "MASSE-2.x"]);
});

const TEXT = "- dashboard: pulse\n  title: 'Größe'\n";

Deno.test("an export of LookML is a file a text, exactly as Looker gave it, and nothing for what has none", async () => {
  using dir = new TempDir();
  {
    using vault = newVault(dir.file());
    const first = { sessionId: "s1", at: minute(1) };
    vault.withTransaction(() => {
      putItem(
        vault,
        item("lookml_dashboards", "thelook::pulse", { id: "x", _vault: { lookml: TEXT } }),
        first,
      );
      putItem(vault, item("lookml_dashboards", "thelook::other", { id: "y" }), first);
      putItem(
        vault,
        item("lookml_models", "up/loads", { name: "u", _vault: { self_service_lookml: "model: 1" } }),
        first,
      );
      putItem(vault, item("looks", "1", { id: "1", _vault: { lookml: "no" } }), first);
    });
  }
  using vault = openVaultForReading(dir.file());
  const write = (): ReturnType<typeof writeLookml> =>
    writeLookml(
      lookmlTexts(
        exportItems(vault, {
          types: ["lookml_dashboards", "lookml_models", "looks"],
          deleted: false,
          bodies: true,
        }),
      ),
      { directory: dir.path, keep: [dir.file()], overwrite: false, turn: () => Promise.resolve() },
    );
  const { files, problems } = await write();
  assertEquals(problems, []);
  assertEquals(files.map(({ type, id, path }) => [type, id, path.slice(dir.path.length + 1)]), [
    ["lookml_dashboards", "thelook::pulse", "thelook__pulse.dashboard.lookml"],
    ["lookml_models", "up/loads", "up_loads.model.lkml"],
  ]);
  assertEquals(await Deno.readTextFile(files[0]?.path ?? ""), TEXT);
  await assertRejects(write, UsageError, "the file already exists");
});
