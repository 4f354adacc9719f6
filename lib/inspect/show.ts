/**
 * One item, exactly as Looker served it.
 *
 * @module
 */
import { messageOf, UsageError } from "../base/errors.ts";
import { writeJson } from "../codec/json_writer.ts";
import { type ContentType, typeCode } from "../looker/content_type_names.ts";
import { idsNamed, isHeld, rowsByIds } from "../vault/listing.ts";
import type { Vault } from "../vault/vault.ts";
import { readBody, readBodyAt } from "../vault/versions.ts";
import { parsePath, valueAt } from "./body_path.ts";
import { DamagedItemError, NotInVaultError } from "./errors.ts";

/** What of an item is shown. */
export interface ShowOptions {
  /** As it was then, ISO 8601 UTC. */
  at?: string | undefined;
  /** Only what stands at this path, such as `dashboard_elements[0].query`. */
  path?: string | undefined;
}

/**
 * The exact JSON text of an item, `_vault` included, on one line. An item is named by its id or its name.
 *
 * @throws {NotInVaultError} when the vault holds no such item.
 * @throws {UsageError} when several have that name, or nothing stands at the path.
 * @throws {DamagedItemError} when what it holds is not what was stored.
 */
export function showItem(
  vault: Vault,
  type: ContentType,
  idOrName: string,
  { at, path }: ShowOptions = {},
): string {
  const steps = path === undefined ? [] : parsePath(path);
  const id = findId(vault, type, idOrName);
  const json = readItem(vault, { type, id, at, steps });
  if (json === undefined) {
    throw new UsageError(`Cannot show ${path} of ${type} ${id}: nothing stands there`, {
      hint: `\`lookervault show ${type} ${id}\` shows all of it.`,
    });
  }
  if (json !== null) return json;
  if (at !== undefined) {
    throw new NotInVaultError(`Cannot show ${type} ${id}: the vault ${vault.path} knew of none at ${at}`, {
      hint: `\`lookervault history ${type} ${id}\` shows from when to when it holds versions.`,
    });
  }
  throw new NotInVaultError(`Cannot show ${type} ${id}: the vault ${vault.path} holds no such item`, {
    hint: `\`lookervault list ${type}\` shows which there are.`,
  });
}

/** Items of one name that are told apart. */
const TOLD = 20;

/** The id that is meant. @throws {UsageError} listing the items that have the name, when there are several. */
function findId(vault: Vault, type: ContentType, idOrName: string): string {
  const code = typeCode(type);
  if (isHeld(vault, code, idOrName)) return idOrName;
  const ids = idsNamed(vault, code, idOrName);
  if (ids.length < 2) return ids[0] ?? idOrName;
  const rows = rowsByIds(vault, code, ids.slice(0, TOLD)).map((row) =>
    `  ${row.id}${row.folder_id === null ? "" : `, folder ${row.folder_id}`}` +
    `${row.owner_email === null ? "" : `, of ${row.owner_email}`}` +
    `${row.updated_at === null ? "" : `, updated ${row.updated_at.slice(0, 16)}Z`}`
  );
  const more = ids.length > TOLD ? `\n  and ${ids.length - TOLD} more` : "";
  throw new UsageError(
    `Cannot show ${type} "${idOrName}": ${ids.length} items have that name\n${rows.join("\n")}${more}`,
    { hint: `Name one by its id, such as \`lookervault show ${type} ${ids[0]}\`.` },
  );
}

/** The text; null when there is no such item, undefined when nothing stands at the path. */
function readItem(
  vault: Vault,
  { type, id, at, steps }: {
    type: ContentType;
    id: string;
    at: string | undefined;
    steps: ReturnType<typeof parsePath>;
  },
): string | null | undefined {
  try {
    const code = typeCode(type);
    const bytes = at === undefined ? readBody(vault, code, id) : readBodyAt(vault, { type: code, id, at });
    if (bytes === null) return null;
    const value = valueAt(bytes, steps);
    return value === null ? undefined : writeJson(value);
  } catch (cause) {
    // Its row or its pages may be damaged too: whatever happens here, it is this item that cannot be shown.
    throw new DamagedItemError(
      `Cannot show ${type} ${id}: it is damaged in the vault ${vault.path} (${messageOf(cause)})`,
      { cause, hint: "Take it from an older copy of the vault, or run `lookervault extract` again." },
    );
  }
}
