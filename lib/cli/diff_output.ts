/**
 * Prints changes as one JSON document, as text or as Markdown.
 *
 * @module
 */
import { sanitizeJson } from "../base/log.ts";
import { type JsonObject, jsonText } from "../codec/json_value.ts";
import type { VaultDiff } from "../inspect/diff.ts";
import type { ItemDiff } from "../inspect/diff_moments.ts";
import type { LiveDiff } from "../term/diff_live.ts";
import { markdownDiff } from "../term/diff_markdown.ts";
import { renderDiff } from "../term/render_diff.ts";
import type { CommandContext } from "./command_context.ts";
import { indentJson } from "./indent_json.ts";
import { stylesOf } from "./styles.ts";

/** How changes are printed. */
export interface DiffFormat {
  format?: "text" | "json" | "md";
  /** Whether only the changed items are listed, without their changes. */
  stat?: true;
}

/** Prints the changes. */
export function printDiff(
  context: CommandContext,
  diff: VaultDiff | LiveDiff,
  { format, stat }: DiffFormat,
): void {
  const { stdout } = context.io;
  context.screen.clear();
  if (context.globals.json || format === "json") return stdout.write(documentOf(diff, stdout.isTerminal));
  const how = {
    width: stdout.columns(),
    palette: stylesOf(stdout, context.io, context.globals),
    ...(stdout.isTerminal && { zone: context.zone }),
    stat: stat === true,
  };
  const lines = format === "md" ? markdownDiff(diff, how) : renderDiff(diff, how);
  stdout.write(`${lines.join("\n")}\n`);
}

function basisJson(basis: VaultDiff["basis"]): JsonObject {
  switch (basis.kind) {
    case "asked":
      return { ...basis };
    case "vaults":
      return { kind: basis.kind, ours: { ...basis.ours }, theirs: { ...basis.theirs } };
    default:
      return { kind: basis.kind, between: { ...basis.between } };
  }
}

function jsonOfItem({ differences, by, also_by, between, ...item }: ItemDiff): JsonObject {
  return {
    ...item,
    ...(by !== undefined && { by: by === null ? null : { ...by } }),
    ...(also_by !== undefined && { also_by: also_by.map((author) => ({ ...author })) }),
    ...(between !== undefined && { between: { ...between } }),
    differences: differences.map((difference) => ({ ...difference })),
  };
}

/** Returns the JSON document. Numbers are as in Looker's response. */
function documentOf(
  { from, to, instance, basis, of, folder, types, items, ...more }: VaultDiff | LiveDiff,
  terminal: boolean,
): string {
  const json = jsonText({
    command: "diff",
    status: "ok",
    from,
    to,
    instance,
    basis: basisJson(basis),
    of: of === null ? null : { ...of },
    folder,
    types: types.map((type) => ({ ...type })),
    items: items.map(jsonOfItem),
    ...("live" in more && {
      ...more,
      live: more.live.map((type) => ({ ...type })),
      errors: more.errors.map((error) => ({ ...error })),
    }),
  });
  return `${sanitizeJson(terminal ? indentJson(json) : json)}\n`;
}
