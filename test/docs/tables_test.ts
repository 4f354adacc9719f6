import { assert, assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import denoJson from "../../deno.json" with { type: "json" };
import { EXIT } from "../../lib/base/errors.ts";
import { SETTING_NAMES, SETTINGS } from "../../lib/config/settings.ts";
import { CONTENT_TYPES } from "../../lib/looker/content_type_names.ts";
import { UNRESTORABLE } from "../../lib/handlers/mod.ts";
import { SCHEMA } from "../../lib/vault/schema.ts";
import { documents, textOf } from "./_markdown.ts";

/** The cells of the table below a heading, without its two first rows. */
function tableBelow(file: string, heading: string): string[][] {
  const [, below = ""] = textOf(file).split(`\n## ${heading}\n`);
  const lines = below.split("\n## ", 1)[0]?.split("\n").filter((line) => line.startsWith("|")) ?? [];
  assert(lines.length > 2, `${file} has no table below ${heading}`);
  return lines.slice(2).map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
}

const unquoted = (cell = ""): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text);

Deno.test("the table of settings is that of the program", () => {
  const shown = tableBelow("docs/configuration.md", "Settings").map(([, flag, env, key, fallback = ""]) => ({
    flag: unquoted(flag)[0] ?? null,
    env: unquoted(env),
    key: unquoted(key)[0],
    default: fallback.replaceAll("`", ""),
  }));
  const real = SETTING_NAMES.map((name) => SETTINGS[name]).map(({ flag, env, key, default: fallback }) => ({
    flag,
    env: [...env],
    key,
    default: String(fallback ?? ""),
  }));
  assertEquals(shown, real);
});

Deno.test("the table of exit codes names all of them", () => {
  assertEquals(tableBelow("README.md", "Exit codes").map(([code]) => Number(code)), Object.values(EXIT));
});

Deno.test("the table of limits has every type, and says of each whether it is restored", () => {
  const rows = tableBelow("docs/limits.md", "By type");
  assertEquals(rows.map(([type]) => type), [...CONTENT_TYPES]);
  const restored = CONTENT_TYPES.map((type) => type in UNRESTORABLE ? "no" : "yes");
  assertEquals(rows.map(([, , answer]) => answer), restored);
});

Deno.test("the comparison counts every type", () => {
  assert(
    textOf("docs/comparison.md").includes(`| ${CONTENT_TYPES.length} types,`),
    `${CONTENT_TYPES.length} types`,
  );
});

Deno.test("the table of Looker's permissions names every type", () => {
  const named = tableBelow("docs/permissions.md", "The API user").map(([types = ""]) => types).join(" ");
  assertEquals(CONTENT_TYPES.filter((type) => !new RegExp(`\\b${type}\\b`).test(named)), []);
});

Deno.test("the permissions on one's machine are those of deno.json", () => {
  const text = textOf("docs/permissions.md");
  const { net } = denoJson.permissions.lookervault;
  const local = ["localhost", "127.0.0.1", "[::1]"];
  assertEquals(net.filter((host) => !local.includes(host) && !text.includes(`\`${host}\``)), []);
  assertEquals(Object.keys(denoJson.permissions.lookervault).sort(), ["env", "net", "read", "write"]);
});

Deno.test("the tables and columns for SQL users are those of the vault", () => {
  using db = new DatabaseSync(":memory:");
  db.exec(SCHEMA);
  const names = (sql: string): string[] => db.prepare(sql).all().map((row) => String(row["name"])).sort();
  const shown = (heading: string): string[] =>
    tableBelow("docs/vault-schema.md", heading).flatMap(([cell]) => unquoted(cell)).sort();
  assertEquals(shown("Tables"), names("SELECT name FROM sqlite_schema WHERE type = 'table'"));
  assertEquals(shown("Columns of an item"), names("SELECT name FROM pragma_table_info('content_items')"));
});

Deno.test("every package in use is named in specs/packages.md", () => {
  const text = textOf("specs/packages.md");
  const packages = Object.values(denoJson.imports)
    .flatMap((target) => /^npm:\/?((?:@[^/]+\/)?[^@/]+)/.exec(target)?.[1] ?? []);
  assert(packages.length > 5);
  assertEquals(packages.filter((name) => !text.includes(name)), []);
});

Deno.test("specs/README.md lists every page of specs/", () => {
  const text = textOf("specs/README.md");
  const pages = [...Deno.readDirSync(new URL("../../specs/", import.meta.url))].map(({ name }) => name)
    .filter((name) => name !== "README.md");
  assert(pages.length > 20);
  assertEquals(pages.filter((name) => !text.includes(`](${name})`)), []);
});

Deno.test("every link within the documentation leads somewhere", () => {
  const root = new URL("../../", import.meta.url);
  const broken = documents().flatMap((file) =>
    [...textOf(file).matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, link = ""]) => link)
      .filter((link) => !leads(link, new URL(file, root))).map((link) => `${file}: ${link}`)
  );
  assertEquals(broken, []);
});

/** Whether there is such a file, with such a heading. */
function leads(link: string, from: URL): boolean {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? from : new URL(path, from);
  let text: string;
  try {
    if (Deno.statSync(target).isDirectory) return anchor === undefined;
    text = Deno.readTextFileSync(target);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading.toLowerCase().replaceAll(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-")
  );
  return anchor === undefined || headings.includes(anchor);
}
