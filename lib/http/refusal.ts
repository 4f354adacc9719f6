/**
 * Reads the bodies of Looker's error responses: `Error` and `ValidationError`.
 *
 * @module
 */
import type { FieldError } from "./errors.ts";

/** An error response: a message for users, and codes to decide on. */
export interface Refusal {
  /** The message with the messages of its fields; null if the body is not an error of Looker. */
  text: string | null;
  fields: FieldError[];
}

/** The maximum size of an error body of Looker, bytes. */
const LONGEST_BODY = 100_000;
/** The length to which messages are cut, characters. */
const LONGEST_TEXT = 500;

const NOTHING: Refusal = { text: null, fields: [] };

/**
 * Reads the body of a response with a status other than 2xx. `redact` receives the message before it is cut, because
 * half of a secret would not be recognized.
 */
export function refusalOf(body: Uint8Array, redact: (text: string) => string = String): Refusal {
  if (body.length === 0 || body.length > LONGEST_BODY) return NOTHING;
  try {
    const error: unknown = JSON.parse(new TextDecoder().decode(body));
    if (!isRecord(error) || typeof error["message"] !== "string") return NOTHING;
    const errors = Array.isArray(error["errors"]) ? error["errors"].filter(isRecord) : [];
    const words = errors.flatMap(({ field, message }) =>
      message === undefined ? [] : [`${field}: ${message}`]
    );
    return {
      text: redact([error["message"], ...words].join("; ")).slice(0, LONGEST_TEXT),
      fields: errors.flatMap(({ field, code }) =>
        typeof field === "string"
          ? [{ field: redact(field), code: typeof code === "string" ? code : "" }]
          : []
      ),
    };
  } catch {
    return NOTHING;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
