/**
 * Writes the configuration file atomically, with access for its owner only.
 *
 * @module
 */
import { parse, stringify, TomlError } from "smol-toml";
import { UsageError } from "../base/errors.ts";
import type { Instance } from "./instance.ts";
import { SETTINGS } from "./settings.ts";

/** The settings to write. */
export interface FileSettings extends Instance {
  /** The path of the vault. If it is undefined, the path in the file stays. */
  db?: string | undefined;
}

/**
 * Returns the text of a file with `settings`. Other settings of `former`, the previous text, stay. Comments in
 * `former` are lost.
 */
export function configText(settings: FileSettings, former: string | null): string {
  const document = former === null ? {} : parseOrEmpty(former);
  const set = (key: string, value: string): void => {
    const [section = "", name = ""] = key.split(".");
    const table = document[section];
    document[section] = { ...(isTable(table) ? table : {}), [name]: value };
  };
  set(SETTINGS.baseUrl.key, settings.baseUrl);
  set(SETTINGS.clientId.key, settings.clientId);
  set(SETTINGS.clientSecret.key, settings.clientSecret.reveal());
  if (settings.db !== undefined) set(SETTINGS.db.key, settings.db);
  return stringify(document);
}

/**
 * Writes `text` to `path` with mode 0600: first to a temporary file in the same directory, which is then renamed.
 * Creates missing directories with mode 0700.
 */
export function writeConfigFile(path: string, text: string): void {
  const place = realPlace(path);
  const folder = place.replace(/[^/\\]*$/, "") || ".";
  const beside = `${place}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  try {
    Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
    Deno.writeTextFileSync(beside, text, { createNew: true, mode: 0o600 });
    Deno.renameSync(beside, place);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    removeIfThere(beside);
    throw new UsageError(
      `Cannot write the configuration file ${path}: ${error instanceof Error ? error.message : error}`,
      { hint: "Check the directory and its permissions, or name another file with --config.", cause: error },
    );
  }
}

/** Resolves a symbolic link, so that the write does not replace the link. */
function realPlace(path: string): string {
  try {
    return Deno.lstatSync(path).isSymlink ? Deno.realPathSync(path) : path;
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    return path;
  }
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // The file was never created.
  }
}

function parseOrEmpty(text: string): Record<string, unknown> {
  try {
    return parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    if (error instanceof TomlError) return {};
    throw error;
  }
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
