/**
 * Which hosts a run of lookervault from a checkout may reach: the configured Looker, or those of the profiles, the stores of
 * snapshots, and nothing else.
 *
 * @module
 */
import type { Io } from "../lib/base/io.ts";
import { UsageError } from "../lib/base/errors.ts";
import { hostWithPort } from "../lib/base/sandbox.ts";
import { parseBaseUrl } from "../lib/config/base_url.ts";
import type { ConfigFiles } from "../lib/config/file.ts";
import { loadConfig } from "../lib/config/load.ts";

/** What a run is started with. */
export interface Launch {
  args: readonly string[];
  env: Io["env"];
  files?: ConfigFiles;
  /** Hosts of the permission set in `deno.json`. */
  declared: readonly string[];
}

/** Hosts that stand for Looker in the permission set: the configured one takes their place. */
const LOOKER = ["*.looker.com", "*.looker.app"];
/** This machine: for a simulator and for `browse`, whose page comes from here. */
const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/** A plain name or address, and a port. A comma or a star would grant more than is meant. */
const PLAIN = /^([a-z0-9_-]+(\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\]):\d{1,5}$/i;

/** The hosts to grant, as `--allow-net` takes them. What cannot be read here is told by the run itself. */
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
      // It checks whether the former address, which is in the vault, still answers.
      ...own.includes("relocate") ? LOOKER : [],
      // Its address may be typed later.
      ...own.includes("init") && hosts.length === 0 ? LOOKER : [],
    ]),
  ];
}

/** The addresses of the configuration; only those of the command line where it cannot be read. */
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
    // `init` makes the file, or mends it.
    return { lookers: baseUrl === undefined ? [] : [baseUrl], stores: [] };
  }
}

/** An address of Looker as `host:port`; nothing otherwise. */
function lookerHost(address: string): string[] {
  const parsed = parseBaseUrl(address);
  return "url" in parsed ? plainHost(parsed.url) : [];
}

/** That of a store. */
function storeHost(address: string): string[] {
  return /^https?:\/\//.test(address) && URL.canParse(address) ? plainHost(address) : [];
}

/** Nothing for what would grant more than one host. */
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
