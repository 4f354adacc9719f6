/**
 * Why a backup is not complete, and what to do: the last line of `extract` on stderr. Decided by codes, never by texts.
 *
 * @module
 */
import type { ExtractSummary, TypeSummary } from "../extract/summary.ts";
import { subject } from "./announce.ts";
import { count, listed } from "./format.ts";
import { errorReasons, notes } from "./summary_errors.ts";

/** A reason without a period, and what to do. */
export interface Why {
  reason: string;
  hint: string;
}

/** The maximum number of reasons that are named; the others are counted. */
const NAMED = 3;

/** Returns why the backup in `summary` is not complete. */
export function extractShortfall(summary: ExtractSummary): Why {
  const { status, instance, db, totals, types } = summary;
  if (status === "interrupted") {
    return {
      reason: `The backup of ${instance} was interrupted: ${count(totals.stored)} of ${
        count(totals.listed)
      } listed items are stored`,
      hint: "Rerun the command to resume the run.",
    };
  }
  const gone = types.filter(({ withheld }) => withheld !== null);
  const others = [
    ...errorReasons(summary.errors),
    ...notes({
      ...summary,
      types: types.filter(({ withheld }) => withheld === null),
    }),
  ].map(({ text }) => text);
  const reasons = [...gone.length > 0 ? [goneText(gone)] : [], ...others];
  const more = reasons.length > NAMED ? `; and ${count(reasons.length - NAMED)} more` : "";
  return {
    reason: `The backup of ${instance} into ${db} is not complete: ${
      reasons.slice(0, NAMED).join("; ") || "see the result"
    }${more}`,
    hint: hintOf(summary, gone),
  };
}

/** Returns the counts of missing items by type. */
function goneText(types: readonly TypeSummary[]): string {
  const parts = types.map(({ type, withheld }) =>
    `${count(withheld?.gone ?? 0)} of ${count(withheld?.of ?? 0)} ${type}`
  );
  const narrower = types.some(({ withheld }) => withheld?.because === "narrower_user");
  const [be, were] = types.length === 1 && types[0]?.withheld?.gone === 1 ? ["is", "was"] : ["are", "were"];
  return `${listed(parts)} ${be} ${
    narrower ? "not listed to this API user" : "suddenly missing in Looker"
  }, and ${were} not marked as deleted`;
}

/** The HTTP statuses with which Looker refuses a request of the API user. */
const FORBIDDEN = [401, 403];

function hintOf({ errors }: ExtractSummary, gone: readonly TypeSummary[]): string {
  const again = "Run lookervault extract again: stored items are kept.";
  if (gone.some(({ withheld }) => withheld?.because === "narrower_user")) {
    return "Give the API user its former rights back. If these items really are deleted, run lookervault extract " +
      "--accept-deletions.";
  }
  if (gone.length > 0) {
    return "If the instance was lost or wiped, or they were deleted by mistake, do not back up further: lookervault " +
      "restore all --dry-run shows what to restore. If they really were deleted, run lookervault extract " +
      "--accept-deletions.";
  }
  const refused = errors.find(({ status }) => status !== null && FORBIDDEN.includes(status));
  return refused === undefined
    ? again
    : `Give the API user the role Admin, which can read ${
      subject({ type: refused.type, id: null })
    }, then run lookervault extract again.`;
}
