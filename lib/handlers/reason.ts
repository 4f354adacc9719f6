/**
 * Why an item, or a part of one, is not restored: a code for decisions, a text for people. Do not decide by the
 * text.
 *
 * @module
 */

/** What a reason means for the outcome. */
export type ReasonMeaning =
  /** Left as it is because that was asked for, or is safe: nothing is wrong. */
  | "kept"
  /** Looker manages it itself, or it is not restorable: this is known beforehand, and is not a failure of the restore. */
  | "unrestorable"
  /** It could be restored, once something is corrected that stands outside this restore. */
  | "blocked"
  /** A part that the backup has is missing afterwards. */
  | "incomplete";

/** Every reason, and what it means. */
const STANDINGS = {
  /** It was in the trash when it was backed up, and is in use now. */
  in_use: "kept",
  /** Nobody asked for it: an option does. */
  not_asked: "kept",
  /** `--skip-if-modified`. */
  modified: "kept",
  /** Somebody who has left: `--owner-map` names who takes over. */
  replaced: "kept",
  /** `--exclude`. */
  excluded: "kept",

  /** The API cannot write it. */
  no_api: "unrestorable",
  /** Looker's own: every instance has it. */
  built_in: "unrestorable",
  /** An identity provider or an embedding application manages it. */
  managed: "unrestorable",
  /** LookML lives in git. */
  lookml: "unrestorable",
  /** It needs LookML that the destination lacks. */
  lookml_missing: "unrestorable",
  /** Looker never shows it, so no backup holds it. */
  secret: "unrestorable",
  /** It has no place in which it could be created. */
  no_folder: "unrestorable",
  /** Looker served no layout of it, so the backup does not have the positions of its tiles. */
  no_layout: "unrestorable",
  /** Something else has the name that it needs, and keeps it. */
  name_taken: "unrestorable",
  /** Looker never changes it once it is there. */
  fixed: "unrestorable",
  /** Looker serves it, and no spec knows it: nobody can say whether it can be written. */
  unknown_property: "unrestorable",
  /** What it was for is over. */
  over: "unrestorable",
  /** This Looker does not know it: a feature of another version or edition. */
  unsupported: "unrestorable",

  /** The backup has no readable body of the item. */
  damaged: "blocked",
  /** It needs something that the destination lacks. */
  needs: "blocked",
  /** It needs something that is not restored either. */
  needs_unrestored: "blocked",
  /** The destination could not be read: it may be there or not. */
  unread: "blocked",
  /** Only a part of it was asked for, and the rest of it is not in the destination. */
  not_there: "blocked",
  /** The backup or Looker changed after the plan was made. */
  changed_meanwhile: "blocked",

  /** What a part shows or names is not in the destination. */
  reference_missing: "incomplete",
  /** What a part shows is of LookML that the destination lacks. */
  model_missing: "incomplete",
  /** What a part shows was never captured. */
  uncaptured: "incomplete",
  /** Looker refused a part. */
  refused: "incomplete",
  /** Looker took a value and did not keep it. */
  not_kept: "incomplete",
} as const satisfies Record<string, ReasonMeaning>;

/** The code of a reason. */
export type ReasonCode = keyof typeof STANDINGS;

/** Why something is not restored. */
export interface Reason {
  readonly code: ReasonCode;
  /** Why, and what to do instead; rendered once, where it is found. */
  readonly text: string;
}

/** Whether a text is the code of a reason. */
export function isReasonCode(text: string | null): text is ReasonCode {
  return text !== null && Object.hasOwn(STANDINGS, text);
}

/** A reason. */
export function reason(code: ReasonCode, text: string): Reason {
  return { code, text };
}

/** What a reason means for the outcome. */
export function meaningOf({ code }: Reason): ReasonMeaning {
  return STANDINGS[code];
}

/** A part of an item that a restore omits or leaves as it is. */
export interface Omission {
  /** Which part, as paths of changes name them: `dashboard_elements[Revenue]`. */
  readonly path: string;
  readonly reason: Reason;
  /** It names something that is omitted from a list: that list is as it was to become all the same. */
  readonly isReference?: true;
  /** What was asked of Looker when it refused the part, and how it answered; absent where nothing was sent. */
  readonly refused?: { operation: string; status: number | null };
}

/** Parts by what leaving them out means, each path and reason once. */
export interface Omissions {
  /** Parts that are missing afterwards. */
  readonly incomplete: readonly Omission[];
  /** Parts that Looker manages itself, and the like. */
  readonly unrestorable: readonly Omission[];
}

/** Sorts parts by what leaving them out means. */
export function sortOmissions(omissions: Iterable<Omission>): Omissions {
  const once = new Map<string, Omission>();
  for (const omission of omissions) once.set(`${omission.reason.code} ${omission.path}`, omission);
  const all = [...once.values()];
  const missing = ({ reason }: Omission): boolean => ["incomplete", "blocked"].includes(meaningOf(reason));
  return { incomplete: all.filter(missing), unrestorable: all.filter((one) => !missing(one)) };
}

/** A part and why it is omitted, in one text. */
export function omissionText({ path, reason: { text } }: Omission): string {
  return `${path}: ${text}`;
}
