/**
 * Reports which of Deno's permissions is missing, what it is for, and how to grant it.
 *
 * @module
 */
import { UsageError } from "./errors.ts";

/** Returns the permission error in the chain of causes of `error`; `null` if there is none. */
export function findNotCapable(error: unknown): Error | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 10; at = at.cause, depth++) {
    if (at instanceof Deno.errors.NotCapable) return at;
  }
  return null;
}

/** The purpose of a permission: what failed without it, and what lookervault needs it for. */
interface Purpose {
  doing: string;
  why: string;
}

const PURPOSES: Readonly<Record<string, Purpose>> = {
  net: { doing: "connect to", why: "lookervault connects only to the configured Looker." },
  read: { doing: "read", why: "lookervault reads its configuration and the vault." },
  write: {
    doing: "write",
    why: "lookervault writes the vault, its log and lock files, and the files that you name.",
  },
  env: {
    doing: "read the environment variable",
    why: "lookervault reads settings from it.",
  },
};

/** Converts a permission error to a {@linkcode UsageError} that names the resource, the flag and the purpose. */
export function permissionError(error: Error): UsageError {
  const [, kind, resource] = /Requires (\w+) access to ("[^"]*"|<[^>]*>|\w+)/i.exec(error.message) ?? [];
  if (kind === undefined || resource === undefined) {
    return new UsageError(`Cannot continue: Deno lacks a permission (${error.message})`, { cause: error });
  }
  // Port 0 means that the system chooses a port. It is not part of the permission.
  const name = resource.replaceAll('"', "").replace(/:0$/, "");
  const { doing, why } = PURPOSES[kind] ?? {
    doing: `use ${kind} access to`,
    why: "lookervault never needs this. Report it as a bug, with the command that you ran.",
  };
  const flag = flagFor(kind, name);
  return new UsageError(`Cannot ${doing} ${name}: Deno was not given ${flag}`, {
    cause: error,
    hint: kind in PURPOSES ? `${why} ${Deno.build.standalone ? builtHint(kind) : runHint(kind, flag)}` : why,
  });
}

/**
 * Returns the flag that grants a permission. A vault has its log and lock in the same directory, so the flag names the
 * directory. A configuration file has no such files, so the flag names the file.
 */
function flagFor(kind: string, name: string): string {
  if (name.startsWith("<")) return `--allow-${kind}`;
  if ((kind !== "read" && kind !== "write") || name.endsWith(".toml")) return `--allow-${kind}=${name}`;
  const end = Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\"));
  return `--allow-${kind}=${end < 0 ? "." : name.slice(0, end) || name[0]}`;
}

function runHint(kind: string, flag: string): string {
  if (kind === "net") return netHint(flag);
  const whole = kind === "env" ? " To allow all settings, use --allow-env=LOOKERVAULT_*,LOOKERSDK_*." : "";
  return `Add ${flag} to the flags of deno.${whole}`;
}

/** Returns the complete command line. `deno task` grants the configured host by itself. */
function netHint(flag: string): string {
  const args = Deno.args.map((arg) =>
    /^[\w./:@,=+-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`
  );
  return `Run in the checkout: ${
    ["deno task lookervault", ...args].join(" ")
  } (it grants the configured host), or: ${
    ["deno run --no-prompt -P=lookervault", flag, "main.ts", ...args].join(" ")
  }`;
}

/**
 * Returns what to do about a permission that a binary was not built with. It cannot be granted when the binary starts.
 */
export function builtHint(kind: string): string {
  return kind === "net"
    ? "This binary was built for other hosts. Build one with `deno task compile --host HOST`."
    : kind === "env"
    ? "This binary was built without this permission. Build one with `deno task compile`."
    : "This binary reads and writes only below the directory where you start it, and in the directories that it " +
      "was built for. Start it in another directory, or build one with `deno task compile --dir DIRECTORY`.";
}
