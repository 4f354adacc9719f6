/**
 * Builds the texts that a browser shows before the script of a page runs, and without scripts. Pure.
 *
 * @module
 */
import type { Head } from "../data/head.ts";
import type { ShellTexts } from "../shell.ts";

/** Returns the texts of a head. */
export function shellTexts({ instance, runs, types, anomalies }: Head): ShellTexts {
  const last = runs.findLast(({ status }) => status === "completed" || status === "partial");
  const at = last === undefined ? -1 : runs.indexOf(last);
  const counts = types.flatMap(({ t, n }) => (n[at] ?? 0) > 0 ? [`${n[at]} ${t.replaceAll("_", " ")}`] : []);
  return {
    title: instance.host === "" ? "A vault" : instance.host,
    line: last === undefined ? "No backup yet" : `Backup of ${last.at.slice(0, 16).replace("T", " ")} UTC`,
    summary: [
      counts.join(", "),
      ...anomalies.filter(({ level }) => level === "act").map(({ title }) => title),
    ]
      .filter((text) => text !== ""),
  };
}
