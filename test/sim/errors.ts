/** Refusals, as Looker words them. @module */
import type { OperationFact } from "./facts.ts";
import { stringify } from "./json.ts";

/** One field that a body got wrong. */
export interface FieldError {
  field: string;
  code: string;
  message: string;
}

/** An answer that is not a success. */
export class Refusal extends Error {
  constructor(readonly status: number, message: string, readonly errors?: FieldError[]) {
    super(message);
    this.name = "Refusal";
  }

  /** The body: `Error`, or `ValidationError` when fields are named. */
  body(operation: OperationFact | undefined): string {
    const url = `https://cloud.google.com/looker/docs/r/err/4.0/${this.status}/${operation?.method ?? "get"}${
      operation?.path ?? ""
    }`;
    return stringify({
      message: this.message,
      ...(this.errors && { errors: this.errors.map((error) => ({ ...error, documentation_url: url })) }),
      documentation_url: url,
    });
  }
}

/** 404: missing, or not permitted. */
export function notFound(): Refusal {
  return new Refusal(404, "The resource you're looking for could not be found");
}

/** 405: built-in or LookML. */
export function readOnly(what: string): Refusal {
  return new Refusal(405, `${what} is read-only`);
}

/** 422 for one field. */
export function invalid(field: string, code: string, message: string): Refusal {
  return new Refusal(422, "Validation Failed", [{ field, code, message }]);
}

/** 422 for something that must be unique. */
export function alreadyExists(field: string, message: string): Refusal {
  return invalid(field, "already_exists", message);
}
