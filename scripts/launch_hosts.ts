/**
 * The hosts that a run of lookervault from a checkout may reach: the configured Looker instance or the instances of the
 * profiles, and the stores of snapshots.
 *
 * @module
 */
import type { Io } from "../lib/base/io.ts";
import { UsageError } from "../lib/base/errors.ts";
import { hostWithPort } from "../lib/base/sandbox.ts";
import { parseBaseUrl } from "../lib/config/base_url.ts";
import type { ConfigFiles } from "../lib/config/file.ts";
import { loadConfig } from "../lib/config/load.ts";

/** The inputs of a run. */
export interface Launch {
  args: readonly string[];
  env: Io["env"];
  files?: ConfigFiles;
  /** The hosts of the permission set in `deno.json`. */
  declared: readonly string[];
}

/** The hosts of Looker in the permission set. The configured host replaces them. */
const LOOKER = ["*.looker.com", "*.looker.app"];
/** This machine, for a simulator and for `browse`, which serves its page from here. */
const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/** A plain name or address with a port. A comma or a star would grant more than intended. */
const PLAIN = /^([a-z0-9_-]+(\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\]):\d{1,5}$/i;

/**
 * Returns the hosts to grant, in the format of `--allow-net`. Errors in the configuration are ignored here, because the
 * run reports them.
 */
export function hostsToGrant({ args, env, files, declared }: Launch): string[] {
  const isStore = (host: string): boolean => !LOOKER.includes(host) && !LOOPBACK.includes(host);
  const end = args.indexOf("--"), own = end < 0 ? args : args.slice(0, end);
  const { lookers, stores } = configured(own, env, files);
  const hosts = [
    ...[...lookers, ...valuesOf(own, "--to")].flatMap(lookerHost),
    ...[...stores, ...valuesOf(own, "--endpoint")].flatMap(storeHost),
  ];
  return [
    ...new Set([
      ...hosts,
      ...declared.filter(isStore),
      ...own.includes("browse") ? LOOPBACK : [],
      // `relocate` checks whether the former address, which is in the vault, still answers.
      ...own.includes("relocate") ? LOOKER : [],
      // The user may type the address later.
      ...own.includes("init") && hosts.length === 0 ? LOOKER : [],
    ]),
  ];
}

/** Returns the addresses of the configuration, or only the ones of the command line if the configuration is invalid. */
function configured(
  args: readonly string[],
  env: Io["env"],
  files: ConfigFiles | undefined,
): { lookers: string[]; stores: string[] } {
  const config = valuesOf(args, "--config").at(-1), profile = valuesOf(args, "--profile").at(-1);
  const baseUrl = valuesOf(args, "--base-url").at(-1);
  const all = args.includes("--all-profiles");
  try {
    const { baseUrl: url, profiles, snapshotEndpoint } = loadConfig({
      flags: { config, baseUrl, ...all ? {} : { profile } },
      io: { env: (name) => all && name === "LOOKERVAULT_PROFILE" ? undefined : env(name) },
      ...files !== undefined && { files },
    });
    return {
      lookers: all ? profiles.map((one) => one.baseUrl) : url === undefined ? [] : [url],
      stores: snapshotEndpoint === undefined ? [] : [snapshotEndpoint],
    };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    // `init` creates or repairs the file.
    return { lookers: baseUrl === undefined ? [] : [baseUrl], stores: [] };
  }
}

/** Returns an address of Looker as `host:port`; an empty list if it is invalid. */
function lookerHost(address: string): string[] {
  const parsed = parseBaseUrl(address);
  return "url" in parsed ? plainHost(parsed.url) : [];
}

/** Returns the address of a store as `host:port`; an empty list if it is invalid. */
function storeHost(address: string): string[] {
  return /^https?:\/\//.test(address) && URL.canParse(address) ? plainHost(address) : [];
}

/** Returns the host of a URL; an empty list if it would grant more than one host. */
function plainHost(url: string): string[] {
  const host = hostWithPort(url);
  return PLAIN.test(host) ? [host] : [];
}

function valuesOf(args: readonly string[], name: string): string[] {
  return args.flatMap((arg, at) => {
    if (arg === name) return args[at + 1] === undefined ? [] : [args[at + 1] ?? ""];
    return arg.startsWith(`${name}=`) ? [arg.slice(name.length + 1)] : [];
  });
}
