/**
 * What a failed request means for the restore: Looker is lost, the request was refused for good, or it was refused
 * because of something that will change. Decided by statuses, codes and the properties that Looker names.
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

/** Looker is gone, and nothing wrong with what was sent. */
export function isGone(error: unknown): boolean {
  return error instanceof NetworkError && error.failure !== "reset";
}

/** Statuses with which Looker refuses what it was sent. */
const REFUSED = [400, 409, 422];

/** Whether Looker refused what it was sent: parts of it may pass. */
export function isRefused(error: unknown): error is StatusError {
  return error instanceof StatusError && REFUSED.includes(error.status);
}

/** Looker's code for what something else has already. */
const TAKEN = "already_exists";

/** Properties whose value hangs on other items: no two have the same, or they are below each other. */
const SHARED = ["title", "name", "label", "slug", "email", "parent_id"];

/** Operations that put something below something else, and name no property when they refuse. */
const TREE = ["add_group_group"];

/** Whether something was refused because of another item: it has the name, or lies above in the tree for now. */
export function mayPassLater(error: unknown): error is StatusError {
  if (!isRefused(error)) return false;
  const { status, operation, fields } = error;
  if (status === 409 || TREE.includes(operation)) return true;
  return fields.some(({ field, code }) =>
    code === TAKEN || (code !== MISSING && namesOf(field).some((name) => SHARED.includes(name)))
  );
}

/** Whether something was refused because something else has its name. */
export function isTaken(error: unknown): boolean {
  return isRefused(error) && (error.status === 409 || error.fields.some(({ code }) => code === TAKEN));
}

/** Looker's code for what has no value. */
export const MISSING = "missing_field";

/** The properties that a text such as `[:title, :space_id]` names. */
export function namesOf(field: string): string[] {
  return field.match(/\w+/g) ?? [];
}

/** Errors of a request that was sent, and of whose answer nothing is known. */
const UNCERTAIN = [TimeoutError, StalledError, NetworkError, BadAnswerError, TooLargeError];

/** Whether a request may have been carried out though no good answer came. */
export function isUncertain(error: unknown): boolean {
  if (error instanceof StatusError) return error.status >= 500 || error.status === 408;
  return UNCERTAIN.some((kind) => error instanceof kind);
}

/** Properties that were refused and that something can be without. */
export function dispensable({ fields }: StatusError, body: JsonObject): string[] {
  return fields.filter(({ field, code }) => Object.hasOwn(body, field) && code !== MISSING)
    .flatMap(({ field }) => NEEDED.test(field) && !OWNERS.includes(field) ? [] : [field]);
}

/** What something refers to, and what it is called: it is nothing without. */
const NEEDED = /_id$|^(name|title|label)$/;

/** Whose something is: Looker takes the API user else. */
const OWNERS = ["user_id", "owner_id"];
