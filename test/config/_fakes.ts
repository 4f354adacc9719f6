import type { ConfigFiles } from "../../lib/config/file.ts";
import { type Config, type ConfigFlags, loadConfig } from "../../lib/config/load.ts";

/** What {@linkcode load} pretends. */
export interface Given {
  flags?: ConfigFlags;
  env?: Record<string, string>;
  /** Text by path. */
  files?: Record<string, string>;
  mode?: number | null;
}

/** Files that exist only here. */
export function fakeFiles(files: Record<string, string>, mode: number | null = 0o600): ConfigFiles {
  return { read: (path) => files[path] ?? null, mode: () => mode };
}

/** Loads the configuration from pretended flags, variables and files. */
export function load({ flags = {}, env = {}, files = {}, mode = 0o600 }: Given = {}): Config {
  return loadConfig({ flags, io: { env: (name) => env[name] || undefined }, files: fakeFiles(files, mode) });
}
