/**
 * `lookervault show`: prints one item of the vault exactly as Looker served it.
 *
 * @module
 */
import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { EXIT, UsageError } from "../../base/errors.ts";
import { sanitize, sanitizeJson } from "../../base/log.ts";
import type { Sketch } from "../../inspect/layout/sketch.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import { parseContentType } from "../../looker/parse_content_type.ts";
import type { Vault } from "../../vault/vault.ts";
import { command, type Runner } from "../command.ts";
import type { CommandContext } from "../command_context.ts";
import { indentJson } from "../indent_json.ts";
import { readVault } from "../open_vault.ts";
import { someText } from "../option_values.ts";
import { stateTime, TIME_HELP, typedTime } from "../times.ts";
import type { Ending } from "../ending.ts";

/** Options of `show`. */
export interface ShowFlags {
  at?: string;
  format?: "json" | "yaml";
  path?: string;
  sketch?: true;
  web?: true;
}

/** The item to show. */
export interface ShowTarget {
  type: ContentType;
  /** An id or a name. */
  id: string;
  /** A time in ISO 8601 UTC. */
  at?: string;
  /** A path. Only the value at the path is shown. */
  part?: string;
}

/** Returns the exact JSON text of an item in a vault. @throws if the vault does not have the item. */
export type ReadItem = (vault: Vault, target: ShowTarget) => Promise<string>;

const itemOf: ReadItem = async (vault, { type, id, at, part }) =>
  (await import("../../inspect/show.ts")).showItem(vault, type, id, { at, path: part });

/** Returns the sketch of an item. */
export type ReadSketch = (vault: Vault, target: ShowTarget) => Promise<Sketch>;

const sketchOf: ReadSketch = async (vault, { type, id, at }) =>
  (await import("../../inspect/layout/sketch.ts")).sketchItem(vault, type, id, { at });

/** Creates the command `show`. */
export function showCommand(
  run: Runner,
  read: ReadItem = itemOf,
  draw: ReadSketch = sketchOf,
): CommandUnknownOpts {
  const show = command("show", {
    summary: "show one item in the vault",
    description:
      "Prints one item in the vault, by id or name, exactly as Looker served it, now or at an earlier time. If " +
      "several items have that name, they are listed instead. With --sketch: draws the layout of a dashboard or " +
      "a look. Needs no network.",
    examples: [
      ["show dashboards 42", "a dashboard as JSON"],
      ["show look 7 --format yaml", "a look as YAML"],
      ['show dashboard "Sales overview"', "by its name"],
      ["show dashboards 42 --path dashboard_elements[0].query", "the query of its first tile"],
      ["show dashboards 42 --at 2026-01-31", "as it was at the end of that day"],
      ['show dashboards "Sales overview" --at "last friday"', "as it was then, by the name it had then"],
      ["show dashboards 42 --web", "its address in Looker"],
      ["show --sketch dashboards 42", "its tabs, filters and tiles, drawn in their places"],
      ["--json show dashboards 42 > dashboard.json", "for a program: one line"],
    ],
    exits: [0, 1, 2, 5],
  })
    .argument("<type>", "content type, such as dashboards")
    .argument("<id>", "the item's id, or its name")
    .option("--at <time>", `as of ${TIME_HELP}`, someText)
    .option("--path <path>", "only the value at this path, such as dashboard_elements[0].query")
    .option("--web", "print the address of the item in Looker, instead of the item")
    .option("--sketch", "draw its layout; with --json: the tiles and their positions")
    .addOption(new Option("--format <format>", "how to print it").choices(["json", "yaml"] as const));
  return show.action((type, id, flags) =>
    run(show, (context) => work(context, { type, id, flags: flags as ShowFlags, read, draw }))
  );
}

async function work(
  context: CommandContext,
  { type, id, flags, read, draw }: {
    type: string;
    id: string;
    flags: ShowFlags;
    read: ReadItem;
    draw: ReadSketch;
  },
): Promise<Ending> {
  if (flags.sketch === true && (flags.path ?? flags.format) !== undefined) {
    throw new UsageError("Cannot show a sketch: --path and --format are for JSON and YAML", {
      hint: "Remove them, or remove --sketch.",
    });
  }
  if (flags.web === true && (flags.path ?? flags.format ?? flags.at ?? flags.sketch) !== undefined) {
    throw new UsageError(
      "Cannot show an address: --path, --format, --at and --sketch show the content of the item",
      {
        hint: "Remove them, or remove --web.",
      },
    );
  }
  if (flags.web === true) return await address(context, { type: parseContentType(type), id });
  const target: ShowTarget = {
    type: parseContentType(type),
    id,
    ...(flags.path !== undefined && { part: flags.path }),
  };
  const at = typedTime(context, { option: "--at", text: flags.at, edge: "end" });
  const timed = (vault: Vault): ShowTarget => ({
    ...target,
    ...at !== undefined && { at: stateTime(context, vault, at) },
  });
  if (flags.sketch === true) return await sketch(context, (vault) => draw(vault, timed(vault)));
  const json = await readVault(context, {}, (vault) => read(vault, timed(vault)));
  const { stdout } = context.io;
  const compact = context.globals.json && !stdout.isTerminal;
  if (flags.format === "yaml" && !context.globals.json) {
    const yaml = await yamlText(json);
    stdout.write(stdout.isTerminal ? yaml.split("\n").map(sanitize).join("\n") : inertYaml(yaml, json));
    return EXIT.ok;
  }
  stdout.write(`${sanitizeJson(compact ? json : indentJson(json))}\n`);
  return EXIT.ok;
}

/** Prints the address of an item's page in Looker. */
async function address(
  context: CommandContext,
  { type, id: named }: { type: ContentType; id: string },
): Promise<Ending> {
  const found = await readVault(context, {}, async (vault) => {
    const id = (await import("../../inspect/named/find_named.ts")).itemNamed(vault, type, named);
    return { id, instance: vault.meta("instance") };
  });
  const web = (await import("../../looker/web_address.ts")).webAddress(found.instance, type, found.id);
  if (web === null) {
    throw new UsageError(
      `Cannot show the address of ${type} ${found.id}: Looker has no separate page for it`,
      {
        hint: "Dashboards, looks, folders, boards, explores, users, connections and projects have one.",
      },
    );
  }
  context.exactResult({ command: "show", status: "ok", type, id: found.id, web }, () => [web]);
  return EXIT.ok;
}

async function sketch(context: CommandContext, draw: (vault: Vault) => Promise<Sketch>): Promise<Ending> {
  const drawn = await readVault(context, {}, draw);
  const { renderSketch } = await import("../../term/sketch.ts");
  context.exactResult({ command: "show", status: "ok", ...drawn }, (how) => renderSketch(drawn, how));
  return EXIT.ok;
}

function steers(text: string): boolean {
  return /[^\n\t]/.test(text) && text.split(/[\n\t]/).some((part) => sanitize(part) !== part);
}

/**
 * Returns YAML without sequences that control a terminal. If a key contains one, returns JSON with escapes, which is
 * also YAML.
 */
function inertYaml(yaml: string, json: string): string {
  return yaml.split(/[\n\t]/).every((line) => sanitize(line) === line)
    ? yaml
    : `${sanitizeJson(indentJson(json))}\n`;
}

/** Returns JSON text as YAML. Numbers keep all digits of the JSON. */
export async function yamlText(json: string): Promise<string> {
  const { stringify } = await import("@std/yaml");
  // The YAML writer receives a placeholder for each number that JavaScript cannot represent. The placeholders are
  // replaced by the numbers afterwards.
  let mark = "exactNumber";
  while (json.includes(mark)) mark += "X";
  const sources: string[] = [];
  const exact = (_key: string, value: unknown, context?: { source?: string }): unknown => {
    // A text with control characters is written as a JSON string, which is also YAML, because the YAML writer would not
    // escape it.
    if (typeof value === "string" && steers(value)) {
      return `${mark}${sources.push(sanitizeJson(JSON.stringify(value))) - 1}_`;
    }
    const source = context?.source;
    if (typeof value !== "number" || source === undefined || String(value) === source) return value;
    return `${mark}${sources.push(source) - 1}_`;
  };
  const yaml = stringify(JSON.parse(json, exact), { lineWidth: 110 });
  return yaml.replace(new RegExp(`${mark}(\\d+)_`, "g"), (_, at) => sources[Number(at)] ?? "");
}
