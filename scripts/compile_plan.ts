/**
 * The options of `deno task compile`, and the arguments of `deno compile`.
 *
 * @module
 */
import { parseArgs } from "@std/cli";
import { declaredPermissions, permissionFlags, type Permissions } from "./permissions.ts";

/** The targets of Deno, with the names of their binaries. */
export const TARGETS: Readonly<Record<string, string>> = {
  "x86_64-unknown-linux-gnu": "lookervault-linux-x64",
  "aarch64-unknown-linux-gnu": "lookervault-linux-arm64",
  "x86_64-apple-darwin": "lookervault-macos-x64",
  "aarch64-apple-darwin": "lookervault-macos-arm64",
  "x86_64-pc-windows-msvc": "lookervault-windows-x64.exe",
  "aarch64-pc-windows-msvc": "lookervault-windows-arm64.exe",
};

/** What to build. */
export interface CompilePlan {
  targets: readonly string[];
  permissions: Permissions;
  /** The directory to which the binaries are written. */
  out: string;
}

/** The inputs of a plan in addition to the arguments. */
export interface PlanContext {
  /** The target of this machine. */
  target: string;
  /** The home directory of the user. Its configuration directory is granted unless `--dir` names others. */
  home: string | undefined;
}

/**
 * Reads `[--host HOST ...] [--storage HOST ...] [--target T|all] [--dir DIR ...] [--out DIR]`. @throws {Error} with the
 * valid options or values.
 */
export function compilePlan(args: readonly string[], { target, home }: PlanContext): CompilePlan {
  const given = parseArgs(args, {
    string: ["host", "storage", "target", "dir", "out"],
    collect: ["host", "storage", "target", "dir"],
    unknown(arg) {
      throw new Error(
        `Cannot build with ${arg}: the options are --host, --storage, --target, --dir and --out`,
      );
    },
  });
  const wanted = given.target.length === 0 ? [target] : given.target;
  const targets = wanted.includes("all") ? Object.keys(TARGETS) : wanted;
  for (const name of targets) {
    if (name in TARGETS) continue;
    throw new Error(
      `Cannot build for ${name}: the targets are ${Object.keys(TARGETS).join(", ")}, and all`,
    );
  }
  [...given.host, ...given.storage].forEach(requireHost);
  given.dir.forEach(requireDirectory);
  const usual = home === undefined ? [] : [`${home}/.config/lookervault`];
  const dirs = given.dir.length === 0 ? usual : given.dir;
  return {
    targets,
    permissions: declaredPermissions(given.host, dirs, given.storage),
    out: given.out ?? "dist",
  };
}

/** The memory settings of a binary. */
export const V8_FLAGS = "--v8-flags=--max-semi-space-size=4,--heap-growing-percent=40";

/**
 * Returns the arguments for deno that build one target: one module, and one for each worker. The code is not minified,
 * because esbuild would remove `using` for a variable that is used one time, and the resource would never be closed.
 * The gate has checked the types.
 */
export function compileArguments(
  permissions: Permissions,
  { target, output, entry }: { target: string; output: string; entry: string },
): string[] {
  return [
    "compile",
    "--quiet",
    "--frozen",
    "--no-check",
    "--exclude-unused-npm",
    "--bundle",
    V8_FLAGS,
    ...permissionFlags(permissions),
    `--target=${target}`,
    `--output=${output}`,
    entry,
  ];
}

/**
 * Throws unless `host` is a name, optionally with `*.` before it, an IPv4 address, or an IPv6 address in brackets, each
 * with an optional port.
 */
function requireHost(host: string): void {
  const shape = /^((\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(:\d{1,5})?$/i;
  // `*.com` would allow nearly every host.
  const port = Number(/:(\d+)$/.exec(host)?.[1] ?? 443);
  if (shape.test(host) && port > 0 && port < 65_536 && !/^\*\.[^.]*$/.test(host.replace(/:\d+$/, ""))) return;
  throw new Error(
    `Cannot build for the host ${JSON.stringify(host)}: it must be a host such as looker.acme.com or ` +
      "looker.acme.com:19999, without https://",
  );
}

function requireDirectory(dir: string): void {
  const root = /^([/\\]+|[a-z]:[/\\]*)$/i.test(dir);
  if (dir.trim() !== "" && !dir.includes(",") && !root && !dir.startsWith("~")) return;
  throw new Error(
    `Cannot grant the directory ${
      JSON.stringify(dir)
    }: it must be one directory, not the root, with ~ written out`,
  );
}
