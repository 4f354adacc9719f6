import type { ConfigFiles } from "../../lib/config/file.ts";
import { type Config, type ConfigFlags, loadConfig } from "../../lib/config/load.ts";

/** What {@linkcode load} pretends. */
export interface Given {
  flags?: ConfigFlags;
  env?: Record<string, string>;
  /** Text by path. */
  files?: Record<string, string>;
  mode?: number | null;
  /** Whom the files belong to, if not to the user. */
  stranger?: number | null;
}

/** Files that exist only here. */
export function fakeFiles(
  files: Record<string, string>,
  { mode = 0o600, stranger = null }: Pick<Given, "mode" | "stranger"> = {},
): ConfigFiles {
  return { read: (path) => files[path] ?? null, mode: () => mode, stranger: () => stranger };
}

/** Loads the configuration from pretended flags, variables and files. */
export function load({ flags = {}, env = {}, files = {}, ...owned }: Given = {}): Config {
  return loadConfig({ flags, io: { env: (name) => env[name] || undefined }, files: fakeFiles(files, owned) });
}
