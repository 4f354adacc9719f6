/**
 * The evidence that an address is the new address of the same Looker.
 *
 * @module
 */
import type { RenderOptions } from "./render_options.ts";
import { type Evidence, type OldAddress, type RelocateReport, TRAITS } from "../inspect/relocation.ts";
import { count, counted } from "./format.ts";
import { hanging } from "./restore_notes.ts";
import { type Column, renderTable } from "./table.ts";

const COLUMNS: readonly Column[] = [
  { title: "type", min: 8 },
  { title: "compared by", drop: 1 },
  { title: "in the vault", align: "right" },
  { title: "there", align: "right" },
  { title: "same", align: "right" },
  { title: "other", align: "right" },
];

/** The options for rendering the report. */
export interface RelocationRenderOptions extends RenderOptions {
  /** False if the user has just seen the table. */
  evidence?: boolean;
}

/** Returns the lines of the report. */
export function renderRelocation(report: RelocateReport, options: RelocationRenderOptions): string[] {
  const { palette } = options, { from, to, status, db } = report;
  const told = (text: string): string[] => hanging(text, { prefix: "", indent: 0 }, options);
  if (status === "unchanged") {
    return told(`✓ Nothing to do: ${db} is already a backup of ${to}`).map(palette.green);
  }
  const lines = options.evidence === false ? [] : [
    ...renderTable(COLUMNS, report.evidence.map(row), options),
    "",
    ...report.old_address === null ? [] : told(oldAddress(report.old_address)),
  ];
  if (status === "planned") {
    return [...lines, ...told(`${db} would become a backup of ${to} (formerly ${from})`)];
  }
  const { mappings, restores } = report.moved;
  return [
    ...lines,
    ...told(`✓ ${db} is now a backup of ${to} (formerly ${from})`).map(palette.green),
    ...told(`${counted(mappings, "translated id")} and ${counted(restores, "restore")} keep working`),
  ];
}

function row({ type, trait, in_vault, found, same, unread }: Evidence): string[] {
  const by = TRAITS[trait];
  return unread === null
    ? [type, by, count(in_vault), count(found), count(same), count(found - same)]
    : [type, by, count(in_vault), "unread", "", ""];
}

function oldAddress({ url, answers, redirects_to, detail }: OldAddress): string {
  if (answers === null) return `It is unknown whether ${url} still answers: ${detail}`;
  if (redirects_to !== null) return `${url} redirects to ${redirects_to}`;
  return answers ? `${url} still answers` : `${url} no longer answers`;
}
