/**
 * The bodies of Looker's refusals: `Error` and `ValidationError`.
 *
 * @module
 */
import type { FieldError } from "./errors.ts";

/** A refusal: words for people, and codes to decide on. */
export interface Refusal {
  /** The message with those of its fields; null for a body that is no error of Looker's. */
  text: string | null;
  fields: FieldError[];
}

/** Longer bodies are no error of Looker's, bytes. */
const LONGEST_BODY = 100_000;
/** Longer messages say nothing more, characters. */
const LONGEST_TEXT = 500;

const NOTHING: Refusal = { text: null, fields: [] };

/**
 * What the body of an answer other than 2xx says. `redact` sees its words before they are cut: half a secret would not be
 * recognised any more.
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
