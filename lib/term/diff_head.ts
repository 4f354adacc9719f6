/**
 * The first line of a comparison, which names what is compared. Texts of Looker are not sanitized here.
 *
 * @module
 */
import { itemWords } from "../looker/item_ref.ts";
import type { ComparedVault, VaultDiff } from "../inspect/diff.ts";
import type { RunsAround } from "../live/authors.ts";
import { betweenWords } from "./author_words.ts";
import { endOf } from "./diff_live.ts";

/** Returns the first line of a comparison. `time` formats times. */
export function headOf(diff: VaultDiff, time: (iso: string) => string): string {
  const { of, folder, basis, from } = diff;
  const what = of !== null ? `${itemWords(of, of.name)}: ` : folder === null ? "" : `folder ${folder}: `;
  switch (basis.kind) {
    case "asked":
      return `${what}${time(from)} → ${endOf(diff, time)}`;
    case "vaults":
      return `${what}${vaultWords(basis.ours, time)} → ${
        vaultWords(basis.theirs, time)
      }; + only in the second, - only in the first, ~ different`;
    case "latest_run":
      return `${what}${runWords(basis.between, time)}`;
    case "latest_change":
      return diff.items.length === 0 && diff.to === null
        ? `${what}the vault holds one version, ${betweenWords(basis.between, time)}`
        : `${what}the latest change, ${betweenWords(basis.between, time)}`;
  }
}

function vaultWords({ db, instance, at }: ComparedVault, time: (iso: string) => string): string {
  return `${instance ?? "no instance"} (${db}${at === null ? "" : `, ${time(at)}`})`;
}

function runWords({ after, before }: RunsAround, time: (iso: string) => string): string {
  if (before === null) return "there is no run";
  const what = `changes that the run of ${time(before)} found`;
  return after === null ? `${what}; it was the first` : `${what} since the run of ${time(after)}`;
}
