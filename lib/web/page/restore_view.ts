/**
 * How something is restored: commands to copy, the dry run first.
 *
 * @module
 */
import { restoreCommands } from "../model/shell.ts";
import { countText } from "../model/time.ts";
import { ui, type View } from "./html.ts";
import { Command } from "./parts.ts";
import { archive, lastRun, store } from "./store.ts";

const HOW = {
  recreate:
    "It is gone from Looker. It is created again with a new id, and references to it that the vault knows of are rewritten.",
  undelete: "It is taken out of Looker’s trash and keeps its id, its address and its tiles.",
  update:
    "It is changed in place: id, address, alerts and schedules stay. What equals the backup is not touched.",
} as const;

/** The steps; `run` is the one whose state is restored. */
export function RestoreSteps(
  { i, run, reason }: { i: number; run: number; reason?: string | undefined },
): View {
  const a = archive(), type = store.head.types[a.index.t[i] ?? -1];
  if (type?.restorable === false || reason !== undefined) {
    return ui`<p>${
      reason ?? "Looker’s API cannot write items of this type. The backup shows what they were."
    }</p>`;
  }
  const hanging = new Set(["schedule", "alert", "board"]);
  const live = Math.max(0, a.lastLive(i, lastRun()));
  const dependents = a.moment(live).back(i).filter(({ relation }) => hanging.has(relation)).length;
  const { how, dryRun, restore, dependents: others } = restoreCommands({
    key: a.keyOf(i),
    at: run === lastRun() ? null : store.head.runs[run]?.at ?? null,
    standing: a.standing(i, lastRun()),
    dependents,
  });
  return ui`
    <div class="restore">
      <p>${HOW[how]}</p>
      <ol class="steps">
        <li><b>Look first.</b> <span class="mute">Nothing is written.</span><${Command} words=${dryRun} label="Dry run" /></li>
        <li><b>Restore.</b> <span class="mute">You see the plan again and are asked.</span><${Command} words=${restore} label="Restore" /></li>
        ${
    others === null
      ? null
      : ui`<li><b>With what hung on it:</b> <span class="mute">${
        countText(dependents, "schedule, alert or board place", "schedules, alerts and board places")
      }. Schedules and alerts start disabled.</span><${Command} words=${others} label="Dry run with dependents" /></li>`
  }
        <li><b>Was it a mistake?</b><${Command} words=${[
    "restore",
    "undo",
    "--dry-run",
  ]} label="Undo" /></li></ol>
      <p class="mute small">This page only reads. Run the commands where the vault is.</p>
    </div>
  `;
}
