/**
 * Why an item, or a part of an item, is not restored: a code for decisions, and a text for users. Decisions must not
 * depend on the text.
 *
 * @module
 */

/** The effect of a reason on the outcome. */
export type ReasonMeaning =
  /** The item is left unchanged because an option requests it or because it is safe. Nothing is wrong. */
  | "kept"
  /**
   * Looker manages the item itself, or the item is not restorable. This is known in advance and is not a failure of the
   * restore.
   */
  | "unrestorable"
  /** The item can be restored after something outside this restore is corrected. */
  | "blocked"
  /** A part of the backup is missing afterwards. */
  | "incomplete";

/** All reasons with their effects. */
const STANDINGS = {
  /** The item was in the trash when it was backed up, and is in use now. */
  in_use: "kept",
  /** The change needs an option that is not set. */
  not_asked: "kept",
  /** The item was changed in Looker after the backup (`--skip-if-modified`). */
  modified: "kept",
  /** `--owner-map` names another user for an owner who has left, or `--map-model` another model for this one. */
  replaced: "kept",
  /** `--exclude` excludes the item. */
  excluded: "kept",

  /** The API cannot write the item or part. */
  no_api: "unrestorable",
  /** The item is built into Looker: every instance has it. */
  built_in: "unrestorable",
  /** An identity provider or an embedding application manages the item. */
  managed: "unrestorable",
  /** The item is LookML, which is in git. */
  lookml: "unrestorable",
  /** The item needs LookML that the destination lacks. */
  lookml_missing: "unrestorable",
  /** Looker never shows the value, so no backup contains it. */
  secret: "unrestorable",
  /** The item has no folder in which it can be created. */
  no_folder: "unrestorable",
  /** Looker returned no layout for the dashboard, so the backup does not contain the positions of its tiles. */
  no_layout: "unrestorable",
  /** Another item has the name that the item needs, and keeps it. */
  name_taken: "unrestorable",
  /** Looker does not allow changing the value after it is set. */
  fixed: "unrestorable",
  /** Looker returns the property, but no specification contains it, so it is unknown whether it can be written. */
  unknown_property: "unrestorable",
  /** The purpose of the item has ended. */
  over: "unrestorable",
  /** This Looker does not support the item, which belongs to another version or edition. */
  unsupported: "unrestorable",

  /** The backup has no readable body of the item. */
  damaged: "blocked",
  /** The item needs something that the destination lacks. */
  needs: "blocked",
  /** The item needs something that is not restored either. */
  needs_unrestored: "blocked",
  /** The destination could not be read, so it is unknown whether the item exists there. */
  unread: "blocked",
  /** Only a part of the item was selected, and the item does not exist in the destination. */
  not_there: "blocked",
  /** The backup or Looker changed after the plan was made. */
  changed_meanwhile: "blocked",

  /** An item that a part shows or names is not in the destination. */
  reference_missing: "incomplete",
  /** A part shows LookML that the destination lacks. */
  model_missing: "incomplete",
  /** The content of a part was not captured. */
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
