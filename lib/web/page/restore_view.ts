/**
 * How to restore an item: commands to copy, the dry run first.
 *
 * @module
 */
import { plain } from "../model/plain.ts";
import { restoredRun, runOfVersion } from "../model/restore_runs.ts";
import { restoreCommands } from "../model/shell.ts";
import { countText } from "../model/time.ts";
import type { Body } from "../data/card.ts";
import { cardAt } from "../model/apply_ops.ts";
import { ui, type View } from "./html.ts";
import { Command } from "./parts.ts";
import { archive, lastRun, store } from "./store.ts";

const HOW = {
  recreate:
    "The item is deleted in Looker. A restore creates it again with a new id. Links in other content keep the old id; add --fix-links to update them.",
  undelete: "A restore undeletes it from Looker’s trash. It keeps its id, address and tiles.",
  undeleteNewest:
    "A restore undeletes it from Looker’s trash, and restores its last version before it was moved to the trash. It keeps its id and address.",
  update:
    "A restore updates it in place: id, address, alerts and schedules stay. Properties that equal the backup are not written.",
} as const;

/** Returns why an item cannot be restored; null if it can. */
export function whyFixed(i: number, reason: string | undefined): string | null {
  if (reason !== undefined) return plain(reason);
  return store.head.types[archive().index.t[i] ?? -1]?.restorable === false
    ? "Looker’s API cannot write items of this type. The backup shows their former content."
    : null;
}

/** Returns why a version cannot be restored; undefined if it can. */
export function reasonAt(body: Body, place: number): string | undefined {
  return body.versions[place]?.damaged === true
    ? "This version is damaged, so it cannot be restored."
    : cardAt(body, place).fixed;
}

/** The steps. `run` is the run whose state is restored. */
export function RestoreSteps(
  { i, run, reason }: { i: number; run: number; reason?: string | undefined },
): View {
  const a = archive(), why = whyFixed(i, reason);
  if (why !== null) return ui`<p>${why}</p>`;
  const from = restoredRun(a, i, run), hanging = new Set(["schedule", "alert", "board"]);
  const live = Math.max(0, a.lastLive(i, lastRun()));
  const dependents = a.moment(live).back(i).filter(({ relation }) => hanging.has(relation)).length;
  const { how, dryRun, restore, dependents: others } = restoreCommands({
    key: a.keyOf(i),
    at: from === null ? null : store.head.runs[from]?.at ?? null,
    standing: a.standing(i, lastRun()),
    dependents,
  });
  return ui`
    <div class="restore">
      <p>${HOW[how === "undelete" && from === null ? "undeleteNewest" : how]}</p>
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
        <li><b>If it was a mistake, undo the restore.</b><${Command} words=${[
    "restore",
    "undo",
    "--dry-run",
  ]} label="Undo" /></li></ol>
      <p class="mute small">This page is read-only. Run the commands on the machine that has the vault.</p>
    </div>
  `;
}

/** The steps that restore a version. `place` is its position. */
export function restoreVersion({ i, body, place }: { i: number; body: Body; place: number }): View {
  const { versions } = body;
  return ui`
    <${RestoreSteps} i=${i} run=${runOfVersion(archive(), { i, versions, place })}
      reason=${reasonAt(body, place)} />
  `;
}
