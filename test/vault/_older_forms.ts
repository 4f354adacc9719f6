import { WITHOUT_7 } from "./_schema_1.ts";
import { DatabaseSync } from "node:sqlite";
import { canonical } from "../../lib/codec/canonical.ts";
import { sha256 } from "../../lib/codec/digest.ts";
import { typeOfCode } from "../../lib/looker/content_type_names.ts";
import { formRules } from "../../lib/looker/equality.ts";
import { FORMS_KEY, renewForms } from "../../lib/vault/forms.ts";

/** Makes a vault what one of schema 5 was: its rows hashed by the rules of then, which knew volatile properties alone. */
export function toSchema5(path: string): void {
  using db = new DatabaseSync(path);
  renewForms(db, {
    revision: 1,
    hash: (code, bytes) => sha256(canonical(bytes, formRules(typeOfCode(code) ?? "settings", 1))),
  });
  db.prepare("DELETE FROM meta WHERE key = ?").run(FORMS_KEY);
  db.exec(`${WITHOUT_7} ALTER TABLE restoration_sessions DROP COLUMN incomplete;
    UPDATE meta SET value = '5' WHERE key = 'schema_version'; PRAGMA user_version = 5;`);
}
