/**
 * The manual steps of creating an instance again, as a numbered list.
 *
 * @module
 */
import { withArgs } from "../base/command_text.ts";
import { CONTENT_TYPES } from "../looker/content_type_names.ts";
import { type RecoveryStep, type StepItem, stepItemName } from "../restore/recovery/steps.ts";
import { count } from "./format.ts";
import type { RenderOptions } from "./render_options.ts";
import { hanging } from "./restore_notes.ts";

const STAGES: Readonly<Record<RecoveryStep["stage"], string | null>> = {
  before: "Before the restore",
  restore: null,
  after: "After the restore",
  last: "After all other steps",
};

/** The maximum number of items of a type that are named on a terminal. */
const MOST_NAMES = 5;

/** Returns the lines of the list; none if there are no steps. */
export function stepLines(steps: readonly RecoveryStep[], options: RenderOptions): string[] {
  if (steps.length === 0) return [];
  const lines = hanging("Manual steps, in this order", { prefix: "", indent: 0 }, options)
    .map(options.palette.bold);
  let stage: string | null = null;
  for (const step of steps) {
    const title = STAGES[step.stage];
    if (title !== null && title !== stage) lines.push(`  ${title}:`);
    stage = title;
    const indent = 6;
    lines.push(
      ...hanging(withArgs(step.text, options.args), {
        prefix: `${String(step.number).padStart(4)}. `,
        indent,
      }, options),
    );
    for (const line of itemTexts(step.items, options)) {
      lines.push(...hanging(line, { prefix: " ".repeat(indent), indent: indent + 2 }, options));
    }
  }
  return lines;
}

/** Returns the items of a step, one line per type. Without a terminal, all items are named. */
function itemTexts(items: readonly StepItem[], { width }: RenderOptions): string[] {
  return CONTENT_TYPES.flatMap((type) => {
    const some = items.filter((item) => item.type === type);
    if (some.length === 0) return [];
    const shown = width === null ? some : some.slice(0, MOST_NAMES), left = some.length - shown.length;
    const names = shown.map((item) => `${stepItemName(item)}${pathsOf(item)}`).join(", ");
    return [`${type}: ${names}${left > 0 ? ` and ${count(left)} more (--json names them all)` : ""}`];
  });
}

function pathsOf({ paths }: StepItem): string {
  return paths.length === 0 ? "" : ` (${[...new Set(paths)].join(", ")})`;
}
