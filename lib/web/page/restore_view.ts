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
    "The item is deleted in Looker. A restore creates it again with a new id, and updates the references to it that are in the vault.",
  undelete: "A restore undeletes it from Looker’s trash. It keeps its id, address and tiles.",
  update:
    "A restore changes it in place: id, address, alerts and schedules stay. What equals the backup is not written.",
} as const;

/** The steps; `run` is the one whose state is restored. */
export function RestoreSteps(
  { i, run, reason }: { i: number; run: number; reason?: string | undefined },
): View {
  const a = archive(), type = store.head.types[a.index.t[i] ?? -1];
  if (type?.restorable === false || reason !== undefined) {
    return ui`<p>${
      reason ?? "Looker’s API cannot write items of this type. The backup shows their former content."
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
        <li><b>Check the plan.</b> <span class="mute">Nothing is written.</span><${Command} words=${dryRun} label="Dry run" /></li>
        <li><b>Restore.</b> <span class="mute">You see the plan again and confirm it.</span><${Command} words=${restore} label="Restore" /></li>
        ${
    others === null
      ? null
      : ui`<li><b>With its dependents:</b> <span class="mute">${
        countText(dependents, "schedule, alert or board place", "schedules, alerts and board places")
      }. Schedules and alerts start disabled.</span><${Command} words=${others} label="Dry run with dependents" /></li>`
  }
        <li><b>Was it a mistake?</b><${Command} words=${[
    "restore",
    "undo",
    "--dry-run",
  ]} label="Undo" /></li></ol>
      <p class="mute small">This page is read-only. Run the commands on the machine that has the vault.</p>
    </div>
  `;
}
