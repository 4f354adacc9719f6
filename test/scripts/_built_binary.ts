/**
 * What must hold of a built binary, whatever it is built for.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { readProgram } from "../../scripts/binary_trailer.ts";
import { LISTENS_ON, VARIABLES } from "../../scripts/permissions.ts";
import { readBaked } from "../../scripts/permissions_baked.ts";
import { packagesOfPage, sbomOfCheckout } from "../../scripts/sbom.ts";
import type { Built } from "./_built.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** How often something is disposed of at the end of a block. */
function usings(text: string): number {
  return [...text.matchAll(/^\s*(await )?using \w+ =/gm)].length;
}

async function usingsInSources(): Promise<number> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "main.ts"],
    cwd: ROOT,
  })
    .output();
  const graph: { modules: { local?: string }[] } = JSON.parse(new TextDecoder().decode(stdout));
  let count = 0;
  for (const { local } of graph.modules) {
    if (local?.startsWith(`${ROOT}lib/`)) count += usings(await Deno.readTextFile(local));
  }
  assert(count > 20, `${count} in the sources`);
  return count;
}

/** Fails unless a build with `--host HOST --host looker.acme.example --dir /backups` carries that and no more. */
export async function expectDeclared(built: Built, host: string): Promise<void> {
  const { permissions } = readBaked(built.binary);
  assertEquals(permissions["allow_net"], [
    host,
    "looker.acme.example:443",
    "looker.acme.example:19999",
    LISTENS_ON,
  ]);
  assertEquals(permissions["allow_read"], [".", "/backups"]);
  assertEquals(permissions["allow_write"], [".", "/backups"]);
  assertEquals(permissions["allow_env"], VARIABLES);
  for (const none of ["allow_run", "allow_ffi", "allow_sys"]) assertEquals(permissions[none], null);
  assertEquals(permissions["deny_import"], []);
  assertEquals(permissions["prompt"], false);
  assertEquals(await Deno.readTextFile(`${built.dir}/SHA256SUMS`), `${built.sums.join("\n")}\n`);
  assert(/^[0-9a-f]{64} {2}lookervault-/.test(built.sums[0] ?? ""), built.sums[0]);
  assertEquals(built.sums[1]?.slice(66), "lookervault.1");
  assertStringIncludes(await Deno.readTextFile(`${built.dir}/lookervault.1`), ".TH LOOKERVAULT 1 ");
  const { entry, modules } = readProgram(built.binary);
  const text = modules.get(entry) ?? "";
  assert(text.length < 4_000_000, `${text.length} characters`);
  assertStringIncludes(text, '"looker.acme.example:19999"');
  // A minifier of Deno's dropped some, and what they stood for was never closed.
  assertEquals(usings(text), await usingsInSources());
  const found = text.matchAll(/npm\/registry\.npmjs\.org\/((?:@[\w-]+\/)?[\w-]+)\/(\d+\.\d+\.\d+)\//g);
  const packages = new Set([...found].map(([, name, version]) => `${name}@${version}`));
  const { components } = await sbomOfCheckout();
  const listed = components.filter(({ type, scope }) => type === "library" && scope === "required")
    .map(({ name, version }) => `${name}@${version}`);
  assertEquals(
    listed.toSorted(),
    [...packages.union(new Set(await packagesOfPage()))].toSorted(),
    "the bill of materials names what is in a binary",
  );
}
