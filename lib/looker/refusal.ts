/**
 * What a failed request means for a restore: Looker no longer responds, the request is refused permanently, or it is
 * refused because of something that will change. Statuses, codes and the properties that Looker names decide this.
 *
 * @module
 */
import type { JsonObject } from "../codec/json_value.ts";
import {
  BadAnswerError,
  NetworkError,
  StalledError,
  StatusError,
  TimeoutError,
  TooLargeError,
} from "../http/errors.ts";

/** Whether Looker cannot be reached, for a reason other than the request itself. */
export function isGone(error: unknown): boolean {
  return error instanceof NetworkError && error.failure !== "reset";
}

/** The statuses with which Looker refuses the content of a request. */
const REFUSED = [400, 409, 422];

/** Whether Looker refused the content of a request. Parts of the content may succeed. */
export function isRefused(error: unknown): error is StatusError {
  return error instanceof StatusError && REFUSED.includes(error.status);
}

/** Looker's code for a value that another item already has. */
const TAKEN = "already_exists";

/** Properties whose value depends on other items, because it must be unique or forms a tree. */
const SHARED = ["title", "name", "label", "slug", "email", "parent_id"];

/** Operations that place an item below another, and whose errors name no property. */
const TREE = ["add_group_group"];

/**
 * Whether a request may succeed later, because another item still has the same name, or is still an ancestor in the
 * tree.
 */
export function mayPassLater(error: unknown): error is StatusError {
  if (!isRefused(error)) return false;
  const { status, operation, fields } = error;
  if (status === 409 || TREE.includes(operation)) return true;
  return fields.some(({ field, code }) =>
    code === TAKEN || (code !== MISSING && namesOf(field).some((name) => SHARED.includes(name)))
  );
}

/** Whether a request was refused because another item has the same name. */
export function isTaken(error: unknown): boolean {
  return isRefused(error) && (error.status === 409 || error.fields.some(({ code }) => code === TAKEN));
}

/** Looker's code for a missing value. */
export const MISSING = "missing_field";

/** Returns the properties that a text such as `[:title, :space_id]` names. */
export function namesOf(field: string): string[] {
  return field.match(/\w+/g) ?? [];
}

/** Errors after which it is unknown whether Looker has processed the request. */
const UNCERTAIN = [TimeoutError, StalledError, NetworkError, BadAnswerError, TooLargeError];

/** Whether Looker may have processed a request, although no usable response arrived. */
export function isUncertain(error: unknown): boolean {
  if (error instanceof StatusError) return error.status >= 500 || error.status === 408;
  return UNCERTAIN.some((kind) => error instanceof kind);
}

/** Returns the refused properties that the request can omit. */
export function dispensable({ fields }: StatusError, body: JsonObject): string[] {
  return fields.filter(({ field, code }) => Object.hasOwn(body, field) && code !== MISSING)
    .flatMap(({ field }) => NEEDED.test(field) && !OWNERS.includes(field) ? [] : [field]);
}

/** Properties that an item cannot omit: references to other items, and its name. */
const NEEDED = /_id$|^(name|title|label)$/;

/** Properties with the owner. Without them, the API user becomes the owner. */
const OWNERS = ["user_id", "owner_id"];
