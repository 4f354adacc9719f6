/** What a field test came to, to be read. @module */
import type { Step } from "./run.ts";

/** How many lines of one kind are shown. */
const SHOWN = 12;

/** One round's steps as a table, then what is wrong and what was left out. */
export function roundTable(title: string, steps: readonly Step[]): string {
  const width = Math.max(...steps.map(({ name }) => name.length));
  const lines = [title];
  for (const { name, figures, wrong, omitted } of steps) {
    const verdict = wrong.length === 0 ? "ok  " : "FAIL";
    const left = omitted.length === 0 ? "" : `, ${omitted.length} left out and named`;
    lines.push(`  ${verdict}  ${name.padEnd(width)}  ${figures}${left}`);
  }
  for (const { name, wrong, omitted } of steps) {
    lines.push(...some(`  ${name}, left out:`, omitted), ...some(`  ${name}, WRONG:`, wrong));
  }
  return lines.join("\n");
}

/** Whether every step holds. */
export function isSound(steps: readonly Step[]): boolean {
  return steps.every(({ wrong }) => wrong.length === 0);
}

function some(title: string, all: readonly string[]): string[] {
  if (all.length === 0) return [];
  const more = all.length > SHOWN ? [`    … and ${all.length - SHOWN} more`] : [];
  return [title, ...all.slice(0, SHOWN).map((line) => `    ${line.slice(0, 240)}`), ...more];
}
