/**
 * Reads plan files. The content of a plan file is validated, because anyone may have changed it.
 *
 * @module
 */
import { array, literal, nullable, object, picklist, record, safeParse, string, unknown } from "valibot";
import { messageOf, UsageError } from "../../../base/errors.ts";
import type { JsonValue } from "../../../codec/json_value.ts";
import { CONTENT_TYPES } from "../../../looker/content_type_names.ts";
import { type PinnedPlan, PLAN_FORMAT, PLAN_VERSION } from "../../../restore/plan/plan_document.ts";
import { PLANNED_OPTIONS } from "./stored_restores.ts";

/** The maximum size of a plan file, in bytes. */
export const MOST_BYTES = 64 * 2 ** 20;

const type = picklist(CONTENT_TYPES);
const pins = object({ backup: nullable(string()), live: nullable(record(string(), string())) });

/** The parts of a plan file that are used. Everything else in it is only for readers. */
const PlanFile = object({
  format: literal(PLAN_FORMAT),
  format_version: literal(PLAN_VERSION),
  command: string(),
  source: string(),
  destination: string(),
  options: PLANNED_OPTIONS,
  items: array(object({
    type,
    id: string(),
    name: nullable(string()),
    action: picklist(["create", "update", "undelete", "none", "skip", "unrestorable"]),
    destination_id: nullable(string()),
    changes: array(object({ path: string(), from: unknown(), to: unknown() })),
    pins,
  })),
  removals: array(object({
    type,
    id: string(),
    name: nullable(string()),
    removal: picklist(["trash", "remove", "disable", "stay"]),
    pins,
  })),
});

/**
 * Reads a plan file.
 *
 * @throws {UsageError} if the file does not exist, is not a plan of this version, or is too large.
 */
export function readPlanFile(path: string): PinnedPlan {
  const value = parsed(path, textOf(path));
  const version = typeof value === "object" && value !== null && "format_version" in value
    ? value.format_version
    : undefined;
  const read = safeParse(PlanFile, value);
  if (!read.success) {
    const isOther = typeof version === "number" && version !== PLAN_VERSION;
    throw new UsageError(
      isOther
        ? `Cannot apply ${path}: it is a plan of version ${version}, and this lookervault reads version ${PLAN_VERSION}`
        : `Cannot apply ${path}: it is not a plan that lookervault wrote with --plan-out`,
      { hint: "Create one with `lookervault restore all --plan-out FILE.json`." },
    );
  }
  const { items, ...rest } = read.output;
  return {
    ...rest,
    items: items.map(({ changes, ...item }) => ({
      ...item,
      changes: changes.map(({ path, from, to }) => ({ path, from: jsonOf(from), to: jsonOf(to) })),
    })),
  };
}

/** Converts a result of `JSON.parse` to its type. */
function jsonOf(value: unknown): JsonValue {
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, jsonOf(one)]));
  }
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const hint = path.toLowerCase().endsWith(".md")
      ? "Only a plan that was written as .json can be applied."
      : "Create one with `lookervault restore all --plan-out FILE.json`.";
    throw new UsageError(`Cannot apply ${path}: it is not JSON`, { cause, hint });
  }
}

function textOf(path: string): string {
  try {
    using file = Deno.openSync(path, { read: true });
    const { size, isFile } = file.statSync();
    if (!isFile || size > MOST_BYTES) {
      throw new UsageError(
        `Cannot apply ${path}: it is ${isFile ? "too large for a plan" : "not a regular file"}`,
        {
          hint: "Create one with `lookervault restore all --plan-out FILE.json`.",
        },
      );
    }
    const bytes = new Uint8Array(size);
    let length = 0;
    for (let n: number | null = 0; length < size && n !== null; length += n ?? 0) {
      n = file.readSync(bytes.subarray(length));
    }
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, length));
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new UsageError(`Cannot read the plan ${path}: ${messageOf(cause)}`, {
      cause,
      hint: "Give the file that `lookervault restore all --plan-out FILE.json` wrote.",
    });
  }
}
