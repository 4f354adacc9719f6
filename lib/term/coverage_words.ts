/**
 * The coverage of an instance in words, for a terminal and for a document.
 *
 * @module
 */
import type { Coverage, TypeCoverage } from "../inspect/coverage.ts";
import { beyondTexts } from "../looker/spec_record.ts";
import { count, counted } from "./format.ts";

/** What a document of coverage adds to the data in the vault. */
export interface CoverageProof {
  /** The result of a verification for this document; null if there was none. */
  verified: { at: string; checked: number; invalid: number } | null;
}

/** A drill that is recorded in the vault. */
type DrillRecord = NonNullable<Coverage["drill"]>;

/** Functions that format a time, and quote a text of external origin, such as an address or a message. */
export interface Wording {
  time: (iso: string) => string;
  quote: (text: string) => string;
}

/** Returns the facts about the vault and the instance, each with its name. */
export function coverageFacts(
  { db, instance, looker_version, user, last_run, drill, copies }: Coverage,
  { verified }: CoverageProof,
  { time, quote }: Wording,
): [string, string][] {
  const roles = user.roles.length === 0 ? "" : ` (${quote(user.roles.join(", "))})`;
  const release = looker_version === null ? "" : `, Looker ${quote(looker_version)}`;
  return [
    ["vault", quote(db)],
    ["instance", `${instance === null ? "none yet" : quote(instance)}${release}`],
    ["API user", user.id === null ? "unknown" : `${quote(user.email ?? user.id)}${roles}`],
    [
      "sees",
      user.admin === null
        ? "unknown"
        : user.admin
        ? "everything, as an admin"
        : "what its roles allow; Looker omits the rest without notice",
    ],
    [
      "last run",
      last_run === null ? "none" : `${time(last_run.started_at)}, ${last_run.mode}, ${last_run.status}`,
    ],
    ...verified === null ? [] : [pair("verified", verifiedWords(verified, time))],
    pair("last drill", drill === null ? "none" : drillWords(drill, { time, quote })),
    ...copies.length === 0
      ? [pair("copies", "none are recorded in this vault")]
      : copies.map(({ location, at }, i) => pair(i === 0 ? "copies" : "", `${time(at)}, ${quote(location)}`)),
  ];
}

function pair(name: string, text: string): [string, string] {
  return [name, text];
}

function verifiedWords(
  { at, checked, invalid }: NonNullable<CoverageProof["verified"]>,
  time: Wording["time"],
): string {
  const found = invalid === 0 ? "all intact" : `${count(invalid)} damaged`;
  return `${time(at)}: ${counted(checked, "item", "items and former versions")}, ${found}`;
}

/** Returns the result of a drill, and who ran it. */
export function drillWords(drill: DrillRecord, { time, quote }: Wording): string {
  const { completed_at, tried, same, incomplete, different, failed, api_user, host_user } = drill;
  const short = [
    ...incomplete === 0 ? [] : [`${count(incomplete)} without a part that Looker does not accept`],
    ...different === 0 ? [] : [`${count(different)} different`],
    ...failed <= different ? [] : [`${count(failed - different)} failed`],
  ];
  const result = `${count(same)} of ${counted(tried, "copy", "copies")} equal to the backup`;
  const user = api_user === null ? "an unknown user" : quote(api_user);
  const who = host_user === null ? user : `${quote(host_user)} as ${user}`;
  return `${time(completed_at)}, by ${who}: ${[result, ...short].join(", ")}`;
}

/** Returns what a drill proves, and what it does not prove. */
export function drillMeaning(
  { destination, tried, snapshot, started_at }: DrillRecord,
  { types, last_run }: Coverage,
  { quote }: Wording,
): { proves: string; not: string[] } {
  const items = types.reduce((sum, type) => sum + type.items, 0);
  const from = snapshot === null ? "the vault" : `its snapshot ${quote(snapshot)}`;
  return {
    proves:
      `${count(tried)} dashboards and looks, chosen at random, were restored from ${from} as copies into ` +
      `${quote(destination)}, read back, and compared with the backup.`,
    not: [
      `The vault holds ${
        counted(items, "item")
      }: the drill did not restore the others. A drill never includes users, ` +
      "rights, schedules, alerts or settings.",
      "A drill creates copies. It does not undelete items, and does not restore into another instance.",
      ...last_run !== null && last_run.started_at > started_at
        ? ["A backup has run since the drill. The drill did not test what that backup captured."]
        : [],
    ],
  };
}

/** The maximum number of errors of a type that are named; `--json` contains all. */
const NAMED = 5;

/** Returns what was not captured, and why. Types without a reason are listed together. */
export function missingWords({ types }: Coverage, { quote }: Wording): string[] {
  const short = types.filter(({ state }) => state !== "complete");
  const bare = short.filter(({ note, errors }) => note === null && errors.length === 0);
  const together = [...Map.groupBy(bare, ({ state }) => state)].map(([state, some]) =>
    `${state}: ${some.map(({ type }) => type).join(", ")}`
  );
  return [
    ...together,
    ...short.filter((type) => !bare.includes(type)).flatMap((type) => missingOf(type, quote)),
  ];
}

function missingOf({ type, note, errors }: TypeCoverage, quote: Wording["quote"]): string[] {
  const named = errors.slice(0, NAMED).map(({ id, operation, status, message }) =>
    `${type}${id === null ? "" : ` ${quote(id)}`}: ${operation}${
      status === null ? "" : ` returned ${status}`
    }: ${quote(message)}`
  );
  const more = errors.length > NAMED
    ? [`${type}: ${count(errors.length - NAMED)} more: --json names them all`]
    : [];
  return [...note === null ? [] : [`${type}: ${quote(note)}`], ...named, ...more];
}

/** Returns the notes of a run on types that it captured completely. */
export function notedWords({ types }: Coverage, { quote }: Wording): string[] {
  return types.flatMap(({ type, state, note }) =>
    state === "complete" && note !== null ? [`${type}: ${quote(note)}`] : []
  );
}

/** Returns what the Looker release has that this version of lookervault does not know. */
export function servedWords({ beyond }: Coverage): string[] {
  return beyond === null ? [] : beyondTexts({ ...beyond, readAt: beyond.read_at, writable: {}, beyond });
}

/** Returns what no backup contains, without duplicates, with the types concerned. */
export function beyondWords({ types, beyond_reach }: Coverage): string[] {
  const of = new Map<string, string[]>();
  for (const { type, beyond_reach } of types) {
    for (const what of beyond_reach) of.set(what, [...of.get(what) ?? [], type]);
  }
  const isSaid = (what: string): boolean =>
    [...of.keys()].some((known) => `${known} `.startsWith(`${what} `));
  return [
    ...[...of].map(([what, names]) => `${names.join(", ")}: ${what}`),
    ...beyond_reach.filter((what) => !isSaid(what)),
  ];
}
