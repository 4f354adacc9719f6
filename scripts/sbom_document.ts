/**
 * The bill of materials of lookervault in CycloneDX 1.6: the contents of a binary, from the lock file.
 *
 * @module
 */

/** A package in the lock file. Its key is `name@version`, with the versions of its peers after `_` if it has any. */
export interface LockedPackage {
  /** `sha512-` and base64. */
  integrity: string;
  dependencies?: readonly string[];
  /** The dependencies that are optional and only present because another package needs them. */
  optionalPeers?: readonly string[];
}

/** The inputs of a document. */
export interface Materials {
  version: string;
  /** The version of Deno that is part of each binary. */
  deno: string;
  /** The `npm` part of the lock file. */
  locked: Readonly<Record<string, LockedPackage>>;
  /** The keys of the packages that are part of a binary. */
  shipped: ReadonlySet<string>;
  /** Licenses by key, as the packages name them. */
  licenses: ReadonlyMap<string, string>;
}

interface Component {
  type: string;
  "bom-ref": string;
  name: string;
  version: string;
  scope: string;
  purl: string;
  hashes?: { alg: string; content: string }[];
  licenses?: ({ expression: string } | { license: { name: string } })[];
}

/** A document in CycloneDX 1.6. It has no date and no serial number, so that a build is reproducible. */
export interface Sbom {
  bomFormat: "CycloneDX";
  specVersion: "1.6";
  version: 1;
  metadata: { component: Component };
  components: Component[];
  dependencies: { ref: string; dependsOn: string[] }[];
}

/** Returns the name and version of a key of the lock file: `@a/b@1.2.3_c@4.5.6` is `@a/b` and `1.2.3`. */
export function nameAndVersion(key: string): { name: string; version: string } {
  const at = key.indexOf("@", 1);
  return { name: key.slice(0, at), version: key.slice(at + 1).replace(/_.*/s, "") };
}

/**
 * Returns the document. It also contains packages that are only needed to build or test lookervault, with the scope
 * `excluded`.
 *
 * @throws {Error} if the lock file lacks a package that it names, or has an unknown kind of checksum.
 */
export function sbom({ version, deno, locked, shipped, licenses }: Materials): Sbom {
  const keys = Object.keys(locked).toSorted();
  const product: Component = {
    type: "application",
    "bom-ref": "lookervault",
    name: "lookervault",
    version,
    scope: "required",
    purl: `pkg:generic/lookervault@${version}`,
    licenses: [{ expression: "MIT" }],
  };
  const runtime: Component = {
    type: "platform",
    "bom-ref": "deno",
    name: "deno",
    version: deno,
    scope: "required",
    purl: `pkg:github/denoland/deno@v${deno}`,
    licenses: [{ expression: "MIT" }],
  };
  const components = keys.map((key): Component => ({
    type: "library",
    "bom-ref": key,
    ...nameAndVersion(key),
    scope: shipped.has(key) ? "required" : "excluded",
    purl: purl(key),
    hashes: [{ alg: "SHA-512", content: hexOf(locked[key]?.integrity ?? "", key) }],
    ...licensed(licenses.get(key)),
  }));
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: { component: product },
    components: [runtime, ...components],
    dependencies: [
      { ref: "lookervault", dependsOn: ["deno", ...keys.filter((key) => shipped.has(key))] },
      ...keys.map((key) => ({ ref: key, dependsOn: needed(key, locked) })),
    ],
  };
}

/**
 * Returns the keys of the packages that the package `key` requires. @throws {Error} if the lock file lacks one of them.
 */
export function needed(key: string, locked: Materials["locked"]): string[] {
  const keys = Object.keys(locked);
  const { dependencies = [], optionalPeers = [] } = locked[key] ?? {};
  return dependencies.filter((name) => !optionalPeers.includes(name)).map((name) => {
    // The lock file omits the version if there is only one, and the peers if they are unambiguous.
    const found = locked[name] !== undefined
      ? name
      : keys.find((each) => nameAndVersion(each).name === name || each.startsWith(`${name}_`));
    if (found === undefined) throw new Error(`Cannot list what ${key} needs: the lock file has no ${name}`);
    return found;
  });
}

function purl(key: string): string {
  const { name, version } = nameAndVersion(key);
  return `pkg:npm/${name.replace("@", "%40")}@${version}`;
}

function hexOf(integrity: string, key: string): string {
  const sum = /^sha512-([A-Za-z0-9+/]{86}==)$/.exec(integrity)?.[1];
  if (sum === undefined) {
    throw new Error(`Cannot list ${key}: its checksum in the lock file is not a SHA-512`);
  }
  return Uint8Array.fromBase64(sum).toHex();
}

function licensed(license: string | undefined): Pick<Component, "licenses"> {
  if (license === undefined) return {};
  const expression = /^\(?[A-Za-z0-9.+-]+( (AND|OR|WITH) [A-Za-z0-9.+-]+)*\)?$/.test(license);
  return { licenses: [expression ? { expression: license } : { license: { name: license } }] };
}
