/**
 * Why an item, or a part of an item, is not restored: a code for decisions, and a text for users. Decisions must not
 * depend on the text.
 *
 * @module
 */

/** The effect of a reason on the outcome. */
export type ReasonMeaning =
  /** Left unchanged because an option requests it or because it is safe. Nothing is wrong. */
  | "kept"
  /**
   * Looker manages it itself, or it is not restorable. This is known in advance and is not a failure of the restore.
   */
  | "unrestorable"
  /** It can be restored after something outside this restore is corrected. */
  | "blocked"
  /** A part of the backup is missing afterwards. */
  | "incomplete";

/** All reasons with their effects. */
const STANDINGS = {
  /** It was in the trash when it was backed up, and is in use now. */
  in_use: "kept",
  /** It needs an option that is not set. */
  not_asked: "kept",
  /** `--skip-if-modified`. */
  modified: "kept",
  /** Its owner has left; `--owner-map` names another user. */
  replaced: "kept",
  /** `--exclude`. */
  excluded: "kept",

  /** The API cannot write it. */
  no_api: "unrestorable",
  /** Built into Looker: every instance has it. */
  built_in: "unrestorable",
  /** An identity provider or an embedding application manages it. */
  managed: "unrestorable",
  /** LookML is in git. */
  lookml: "unrestorable",
  /** It needs LookML that the destination lacks. */
  lookml_missing: "unrestorable",
  /** Looker never shows it, so no backup contains it. */
  secret: "unrestorable",
  /** It has no folder in which it can be created. */
  no_folder: "unrestorable",
  /** Looker returned no layout for it, so the backup does not contain the positions of its tiles. */
  no_layout: "unrestorable",
  /** Another item has the name that it needs, and keeps it. */
  name_taken: "unrestorable",
  /** Looker does not allow changing it after it is created. */
  fixed: "unrestorable",
  /** Looker returns it, but no specification contains it, so it is unknown whether it can be written. */
  unknown_property: "unrestorable",
  /** Its purpose has ended. */
  over: "unrestorable",
  /** This Looker does not support it, because it belongs to another version or edition. */
  unsupported: "unrestorable",

  /** The backup has no readable body of the item. */
  damaged: "blocked",
  /** It needs something that the destination lacks. */
  needs: "blocked",
  /** It needs something that is not restored either. */
  needs_unrestored: "blocked",
  /** The destination could not be read, so it is unknown whether it exists there. */
  unread: "blocked",
  /** Only a part of the item was selected, and the item does not exist in the destination. */
  not_there: "blocked",
  /** The backup or Looker changed after the plan was made. */
  changed_meanwhile: "blocked",

  /** An item that a part shows or names is not in the destination. */
  reference_missing: "incomplete",
  /** A part shows LookML that the destination lacks. */
  model_missing: "incomplete",
  /** What a part shows was not captured. */
  uncaptured: "incomplete",
  /** Looker refused a part. */
  refused: "incomplete",
  /** Looker accepted a value and did not store it. */
  not_kept: "incomplete",
} as const satisfies Record<string, ReasonMeaning>;

/** The code of a reason. */
export type ReasonCode = keyof typeof STANDINGS;

/** Why something is not restored. */
export interface Reason {
  readonly code: ReasonCode;
  /** Why, and what to do instead. The text is built where the reason is found. */
  readonly text: string;
}

/** Whether a text is the code of a reason. */
export function isReasonCode(text: string | null): text is ReasonCode {
  return text !== null && Object.hasOwn(STANDINGS, text);
}

/** Returns a reason. */
export function reason(code: ReasonCode, text: string): Reason {
  return { code, text };
}

/** Returns the effect of a reason on the outcome. */
export function meaningOf({ code }: Reason): ReasonMeaning {
  return STANDINGS[code];
}

/** A part of an item that a restore omits or leaves as it is. */
export interface Omission {
  /** The path of the part, as in changes: `dashboard_elements[Revenue]`. */
  readonly path: string;
  readonly reason: Reason;
  /** Whether the part is only a reference omitted from a list. The rest of the list is as wanted. */
  readonly isReference?: true;
  /** The operation that Looker refused, and the status of its response; absent if nothing was sent. */
  readonly refused?: { operation: string; status: number | null };
}

/** Parts, grouped by the effect of their omission. Each pair of path and reason occurs once. */
export interface Omissions {
  /** Parts that are missing afterwards. */
  readonly incomplete: readonly Omission[];
  /** Parts that are not restorable or left unchanged on purpose. */
  readonly unrestorable: readonly Omission[];
}

/** Groups parts by the effect of their omission. */
export function sortOmissions(omissions: Iterable<Omission>): Omissions {
  const once = new Map<string, Omission>();
  for (const omission of omissions) once.set(`${omission.reason.code} ${omission.path}`, omission);
  const all = [...once.values()];
  const missing = ({ reason }: Omission): boolean => ["incomplete", "blocked"].includes(meaningOf(reason));
  return { incomplete: all.filter(missing), unrestorable: all.filter((one) => !missing(one)) };
}

/** Returns a part and the reason for its omission as one text. */
export function omissionText({ path, reason: { text } }: Omission): string {
  return `${path}: ${text}`;
}
