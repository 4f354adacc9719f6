/**
 * What a backup had to leave out because it was a secret: it is never written, and named where a new item lacks it.
 *
 * @module
 */
import { asObject, asTexts, type JsonObject } from "../codec/json_value.ts";
import { secretKind } from "../looker/secrets.ts";
import { type Omission, reason } from "./reason.ts";

/**
 * A form without what the backup's body holds only in part. What is there keeps its own; of what is made anew, the part
 * that is known is written, and the one that is not is named.
 */
export function withoutSecrets(
  form: JsonObject,
  { body, isNew, omit }: { body: JsonObject; isNew: boolean; omit: (omission: Omission) => void },
): JsonObject {
  const paths = asTexts(asObject(body["_vault"])["redacted"]);
  if (paths.length === 0) return form;
  const known = { ...form };
  for (const path of paths) {
    const top = path.split(/[.[]/, 1)[0] ?? path;
    if (isNew && secretKind(top) === "link") {
      if (top === "public_url") {
        omit({ path, reason: reason("secret", "its public link will be another than before") });
      }
    } else if (Object.hasOwn(form, top)) {
      if (!isNew || path === top) delete known[top];
      if (isNew) {
        omit({
          path,
          reason: reason("secret", "it was a secret, which no backup holds: enter it in Looker"),
        });
      }
    }
  }
  return known;
}
