/**
 * The guards that `deno task mutants` removes, one at a time: a change at one place of the code, and the test that must
 * fail for it. `find` occurs exactly once in its file.
 *
 * @module
 */

/** A guard. */
export interface Mutant {
  /** The id in `specs/004-invariants.md`. */
  id: string;
  /** The wrong behavior after the change, in a few words. */
  broken: string;
  file: string;
  find: string;
  replace: string;
  /** The test that fails: its file, and its name or a part of the name as in the file. */
  test: { file: string; name: string };
}

/** All guards. */
export const MUTANTS: readonly Mutant[] = [
  {
    "id": "1f",
    "broken": "one short page proves the end of a list",
    "file": "lib/extract/listing.ts",
    "find": "count < limit && count < this.largest",
    "replace": "count < limit",
    "test": {
      "file": "test/extract/listing_test.ts",
      "name": "EndOfList accepts the end only when a page proves it",
    },
  },
  {
    "id": "2c",
    "broken": "a listing that lacks most of a type at once is accepted",
    "file": "lib/extract/writer.ts",
    "find": "  return gone > MASS && gone > before * MASS_SHARE;",
    "replace": "  return gone > before;",
    "test": {
      "file": "test/extract/deletions_test.ts",
      "name": "marks nothing when most of a type is gone at once",
    },
  },
  {
    "id": "2e",
    "broken": "an item that is listed and answers 404 counts as deleted",
    "file": "lib/extract/capture/singles.ts",
    "find": "if (known && !listed.has(id)) tracker.vanished(id);",
    "replace": "if (known) tracker.vanished(id);",
    "test": {
      "file": "test/extract/deletions_test.ts",
      "name": "does not mark what is listed and answers 404 as deleted",
    },
  },
  {
    "id": "2g",
    "broken": "an item that answers 404 counts as deleted although listing it again failed",
    "file": "lib/extract/capture/singles.ts",
    "find": "    known = false;",
    "replace": "    known = true;",
    "test": {
      "file": "test/extract/deletions_test.ts",
      "name": "does not mark what answers 404 as deleted where listing it again failed",
    },
  },
  {
    "id": "3a",
    "broken": "the checkpoint is written in a later transaction than its rows",
    "file": "lib/extract/writer.ts",
    "find":
      '      const { complete, note } = tracker;\n      saveCheckpoint(vault, sessionId, {\n        type: typeCode(tracker.type),\n        state,\n        complete: complete && state === "done",\n        note,\n        ...counts,\n        at,\n      });\n      this.recordFailures(failures, at);\n      return results;\n    });',
    "replace":
      '      this.recordFailures(failures, at);\n      return results;\n    });\n    const { complete, note } = tracker, counts = tracker.counts();\n    for (const result of results) {\n      counts.stored++;\n      counts[result]++;\n    }\n    counts.stored += touched.length;\n    counts.unchanged += touched.length;\n    vault.withTransaction(() =>\n      saveCheckpoint(vault, sessionId, {\n        type: typeCode(tracker.type),\n        state,\n        complete: complete && state === "done",\n        note,\n        ...counts,\n        at,\n      })\n    );',
    "test": {
      "file": "test/extract/writer_test.ts",
      "name": "a batch and its checkpoint are one transaction",
    },
  },
  {
    "id": "5b",
    "broken": "an item that equals the backup is planned again",
    "file": "lib/restore/plan/decide.ts",
    "find": "  if (live !== null && changes.length === 0) return known;\n",
    "replace": "",
    "test": {
      "file": "test/restore/dashboards_test.ts",
      "name": "writes nothing when the destination already equals the backup",
    },
  },
  {
    "id": "7b",
    "broken": "restored schedules are enabled, so that Looker sends email",
    "file": "lib/handlers/scheduled_plans.ts",
    "find":
      'return enableSchedules || wanted["enabled"] !== true || !isOff ? wanted : { ...wanted, enabled: false };',
    "replace": "return enableSchedules || !isOff ? wanted : { ...wanted };",
    "test": {
      "file": "test/handlers/plain_test.ts",
      "name": "alerts and plans are not enabled, and what is enabled stays so",
    },
  },
  {
    "id": "7d",
    "broken": "the API user disables itself",
    "file": "lib/handlers/users/users.ts",
    "find": 'if (body["is_disabled"] === true && id === writer.options.ownId) {',
    "replace": 'if (body["is_disabled"] === true && id === "") {',
    "test": {
      "file": "test/handlers/users_test.ts",
      "name": "the API user is never disabled, nor put out of groups and roles",
    },
  },
  {
    "id": "7e",
    "broken": "members that the backup does not know are removed",
    "file": "lib/handlers/lists.ts",
    "find": "return (id) => knows?.(kind, id) !== true;",
    "replace": "return (id) => knows?.(kind, id) === null;",
    "test": {
      "file": "test/handlers/users_test.ts",
      "name": "groups, roles and values that the backup does not know stay",
    },
  },
  {
    "id": "8a",
    "broken": "a create whose outcome is unknown is sent again without a search",
    "file": "lib/restore/apply/item_writer.ts",
    "find": "const found = await find();\n          if (found",
    "replace": "const found = await Promise.resolve(null) as JsonObject | null;\n          if (found",
    "test": {
      "file": "test/restore/faults_test.ts",
      "name": "looks for what a lost reply may have made, and makes nothing twice",
    },
  },
  {
    "id": "8b",
    "broken": "a POST is sent again after a reset",
    "file": "lib/http/retry.ts",
    "find": "  if (!request.idempotent) return false;\n",
    "replace": "",
    "test": {
      "file": "test/http/retry_test.ts",
      "name": "sends a PATCH again after a reset, a POST only after 429",
    },
  },
  {
    "id": "9a",
    "broken": "a restore writes to another instance without --to",
    "file": "lib/cli/commands/restore/allowed_destination.ts",
    "find": "  if (sameAddress(source, configured)) return source;\n  throw",
    "replace": '  if (configured !== "") return source;\n  throw',
    "test": {
      "file": "test/cli/restore_program_test.ts",
      "name": "writes to another instance than the vault's only when it is named",
    },
  },
  {
    "id": "9c",
    "broken": "addresses with different hosts are treated as equal",
    "file": "lib/base/address.ts",
    "find": "  return canonicalAddress(a) === canonicalAddress(b);",
    "replace": "  return canonicalAddress(a).length === canonicalAddress(b).length;",
    "test": {
      "file": "test/base/address_test.ts",
      "name": "sameAddress() tells addresses apart by scheme, host and port",
    },
  },
  {
    "id": "10e",
    "broken": "an incremental run treats no item as unchanged",
    "file": "lib/extract/unchanged.ts",
    "find": 'return listedStamp(row["updated_at"]) === known.updatedAt &&',
    "replace": 'return listedStamp(row["updated_at"]) !== known.updatedAt &&',
    "test": {
      "file": "test/extract/incremental_test.ts",
      "name": "an incremental run reads exactly what changed",
    },
  },
  {
    "id": "13a",
    "broken": "a user becomes Admin without --allow-admin",
    "file": "lib/restore/plan/judge_rights.ts",
    "find": "  if (becoming.length === 0) return;",
    "replace": "  if (becoming.length >= 0) return;",
    "test": {
      "file": "test/restore/rights/judge_test.ts",
      "name": "is refused before any write, unless that is allowed",
    },
  },
  {
    "id": "13b",
    "broken": "groups in a group that has Admin are not checked",
    "file": "lib/looker/rights/admins.ts",
    "find": "  for (let grew = true; grew;) {",
    "replace": "  for (let grew = false; grew;) {",
    "test": {
      "file": "test/looker/rights/admins_test.ts",
      "name": "newAdmins() judges",
    },
  },
  {
    "id": "13c",
    "broken": "a record of the vault can allow that a user becomes Admin",
    "file": "lib/cli/commands/restore/stored_restores.ts",
    "find": "...asked, allowAdmin: false,",
    "replace": "...asked, allowAdmin: (options as { allowAdmin?: unknown }).allowAdmin === true,",
    "test": {
      "file": "test/cli/stored_restores_test.ts",
      "name": "reads what a restore was asked, and nothing besides",
    },
  },
  {
    "id": "14a",
    "broken": "a redirect is followed with the token",
    "file": "lib/http/transport.ts",
    "find": 'redirect: "manual"',
    "replace": 'redirect: "follow"',
    "test": {
      "file": "test/http/transport_test.ts",
      "name": "follows no redirect and sends the token nowhere else",
    },
  },
  {
    "id": "14b",
    "broken": "http: is allowed for every host",
    "file": "lib/config/base_url.ts",
    "find": 'url.protocol === "http:" && !LOOPBACK.test(url.hostname)',
    "replace": 'url.protocol === "http:" && url.hostname === ""',
    "test": {
      "file": "test/config/base_url_test.ts",
      "name": "parseBaseUrl() refuses",
    },
  },
  {
    "id": "14c",
    "broken": "the secret is read from a configuration file that others can read",
    "file": "lib/config/file.ts",
    "find": "(mode & 0o077) === 0",
    "replace": "(mode & 0o077) >= 0",
    "test": {
      "file": "test/config/load_test.ts",
      "name": "refuses a secret in a file of mode",
    },
  },
  {
    "id": "14d",
    "broken": "a text that a spreadsheet executes is written unchanged",
    "file": "lib/term/csv.ts",
    "find": "!NUMBER.test(value) ? `'${value}` : value",
    "replace": "!NUMBER.test(value) ? value : value",
    "test": {
      "file": "test/term/csv_test.ts",
      "name": "so that no spreadsheet runs it",
    },
  },

  {
    "id": "5a",
    "broken": "reading back finds no difference, whatever Looker stored",
    "file": "lib/restore/apply/read_back.ts",
    "find": "changesOf(handler, form, wanted).filter(isReal);",
    "replace": "changesOf(handler, form, wanted).filter(() => false);",
    "test": {
      "file": "test/restore/mended_test.ts",
      "name": "names what Looker takes and does not keep",
    },
  },
  {
    "id": "6a",
    "broken": "replaced tiles are deleted before their replacements exist",
    "file": "lib/handlers/dashboards/converge.ts",
    "find": "  await work.frame();\n",
    "replace": "  await work.frame();\n  await work.leftovers();\n",
    "test": {
      "file": "test/restore/parts_test.ts",
      "name": "never shows fewer tiles than the smaller of before and after",
    },
  },
  {
    "id": "6b",
    "broken": "the new active tab is not activated first",
    "file": "lib/handlers/dashboards/converge.ts",
    "find": 'if (wanted["active"] !== true || live["active"] === true) continue;',
    "replace": "continue;",
    "test": {
      "file": "test/restore/parts_test.ts",
      "name": "gives tabs back their labels, and makes the one active that was",
    },
  },
  {
    "id": "11b",
    "broken": "a restore plans and writes a name that another item keeps",
    "file": "lib/restore/plan/plan.ts",
    "find": "withoutTakenNames(input, skipDependents(planned, needing))",
    "replace": "skipDependents(planned, needing)",
    "test": {
      "file": "test/restore/parts_test.ts",
      "name": "a title and a slug that others keep are known beforehand",
    },
  },
  {
    "id": "11c",
    "broken": "a result that lacks a part counts as complete",
    "file": "lib/restore/apply/outcomes.ts",
    "find": "    if (incomplete.length === 0) return;",
    "replace": "    if (incomplete.length >= 0) return;",
    "test": {
      "file": "test/restore/parts_test.ts",
      "name": "a tile of a model that the destination lacks is named, skipped and known beforehand",
    },
  },
  {
    "id": "12g",
    "broken": "an item that cannot be read aborts the restore",
    "file": "lib/restore/plan/read_destination.ts",
    "find": "  if (!isRecordable(error) || isGone(error)) throw error;\n  return error.message;",
    "replace": "  if (error instanceof Error) throw error;\n  return String(error);",
    "test": {
      "file": "test/restore/isolation_test.ts",
      "name": "are named, all others go on",
    },
  },
  {
    "id": "12c",
    "broken": "an item that is listed and answers 404 is created again",
    "file": "lib/live/destination_state.ts",
    "find": "if (this.bodies.get(`${type}/${id}`) === null)",
    "replace": "if (this.bodies.get(`${type}/${id}`) === undefined)",
    "test": {
      "file": "test/restore/isolation_test.ts",
      "name": "are named, all others go on",
    },
  },
  {
    "id": "12d",
    "broken": "items of a type that could not be listed are created twice",
    "file": "lib/restore/plan/read_destination.ts",
    "find": "        present.addUnlisted(one, why);",
    "replace": '        present.addUnread({ type: "settings", id: one }, why);',
    "test": {
      "file": "test/restore/isolation_test.ts",
      "name": "that cannot be listed, and goes on",
    },
  },
  {
    "id": "12e",
    "broken": "a refused part aborts its item",
    "file": "lib/restore/apply/item_writer.ts",
    "find": "      if (!isRecordable(error) || isGone(error)) throw error;\n      for",
    "replace": '      if (path !== "") throw error;\n      for',
    "test": {
      "file": "test/restore/handlers_test.ts",
      "name": "that Looker refuses, and restores the rest of the item",
    },
  },
  {
    "id": "12f",
    "broken": "two items that wait for each other, one of them new, wait forever",
    "file": "lib/restore/apply/conflict.ts",
    "find": "?? holders[0] ?? null",
    "replace": "?? null",
    "test": {
      "file": "test/restore/wild_test.ts",
      "name": "makes good three hundred damages of every kind in one run",
    },
  },
  {
    "id": "11a",
    "broken": "an unknown source of a value is treated as a group",
    "file": "lib/looker/value_source.ts",
    "find": 'return WORDS.get(text) ?? (GROUP.test(text) ? "group" : null);',
    "replace": 'return WORDS.get(text) ?? "group";',
    "test": {
      "file": "test/looker/value_source_test.ts",
      "name": "valueSource() of",
    },
  },
  {
    "id": "12a",
    "broken": "an incomplete list of folders is treated as complete",
    "file": "lib/looker/folder_listing.ts",
    "find": "if (failure === null && found.isWhole() && found.hasAll(known)) {",
    "replace": "if (failure === null) {",
    "test": {
      "file": "test/looker/folder_listing_test.ts",
      "name": "notices an answer that is cut",
    },
  },
  {
    "id": "14e",
    "broken": "a journal file next to a vault is executed",
    "file": "lib/vault/place.ts",
    "find": "  if (lstat(`${path}-journal`) !== null) throw journal(path);\n",
    "replace": "",
    "test": {
      "file": "test/vault/place_test.ts",
      "name": "a journal beside",
    },
  },
  {
    "id": "14f",
    "broken": "a vault with a second hard link is opened",
    "file": "lib/vault/place.ts",
    "find": "return file.nlink !== null && file.nlink > 1 ?",
    "replace": "return file.nlink !== null && file.nlink < 1 ?",
    "test": {
      "file": "test/vault/place_test.ts",
      "name": "a vault that is a link, or has a second name, is refused",
    },
  },
  {
    "id": "14g",
    "broken": "a vault with an unknown schema is opened",
    "file": "lib/vault/schema_check.ts",
    "find": "  throw notOurs(path, { ours, known: known[0] ?? new Map() });",
    "replace": "  void notOurs(path, { ours, known: known[0] ?? new Map() });",
    "test": {
      "file": "test/vault/schema_check_test.ts",
      "name": "and a foreign table in it is refused too",
    },
  },
  {
    "id": "14h",
    "broken": "a link to another site is rewritten",
    "file": "lib/looker/links/rewrite.ts",
    "find": "findLinks(text, (host) => rules.isOwn(host))",
    "replace": "findLinks(text, () => true)",
    "test": {
      "file": "test/looker/links/rewrite_test.ts",
      "name": "never changes the address of another site, whatever is in it",
    },
  },
  {
    "id": "4g",
    "broken": "another representation of an empty value creates a new version",
    "file": "lib/codec/canonical.ts",
    "find": "if (!keeps && isNothing(bytes[end], rule)) {",
    "replace": "if (!keeps && isNothing(bytes[end], rule) && bytes[end] === NIL) {",
    "test": {
      "file": "test/extract/equality_test.ts",
      "name": "a release that serves null as empty values",
    },
  },
  {
    "id": "4h",
    "broken": "properties that Looker computes for a dashboard's filters create a new version",
    "file": "lib/looker/registry/shared.ts",
    "find": '  "dashboard_filters[].field",\n',
    "replace": "",
    "test": {
      "file": "test/extract/equality_test.ts",
      "name": "a LookML deploy",
    },
  },
  {
    "id": "4i",
    "broken": "a damaged row looks intact after hashes are computed again",
    "file": "lib/vault/forms.ts",
    "find": "if (row === undefined || !isWhole(row)) continue;",
    "replace": "if (row === undefined) continue;",
    "test": {
      "file": "test/vault/forms_test.ts",
      "name": "a damaged row does not look intact when hashes are computed again",
    },
  },
  {
    "id": "4j",
    "broken": "an older vault keeps the hashes of older rules",
    "file": "lib/vault/migrate.ts",
    "find": "    if (isOther) renewForms(db, forms);\n",
    "replace": "",
    "test": {
      "file": "test/vault/forms_test.ts",
      "name":
        "an older vault is hashed by today's rules when it is opened for writing, and nothing of it is a version",
    },
  },
  {
    "id": "4k",
    "broken": "in free-form data, empty values are treated as absent",
    "file": "lib/codec/same_sense.ts",
    "find": "if (rules.keepsNothing) return sameJson(a ?? null, b ?? null);",
    "replace": "",
    "test": {
      "file": "test/restore/diff_test.ts",
      "name": "diffForms() finds nothing where canonical forms are the same, whatever is in them",
    },
  },
  {
    "id": "4l",
    "broken": "a merge query that the backup knows only by id is compared by its definition",
    "file": "lib/handlers/dashboards/match_tiles.ts",
    "find": 'if (typeof source?.merge === "string") return source.merge === live.merge_id;',
    "replace": "",
    "test": {
      "file": "test/restore/diff_test.ts",
      "name": "a merge that the backup knows by its id",
    },
  },
  {
    "id": "4m",
    "broken": "properties that no specification contains are not compared",
    "file": "lib/restore/plan/wanted.ts",
    "find": "    omit({ path, reason: UNKNOWN });",
    "replace": "",
    "test": {
      "file": "test/restore/unknown_test.ts",
      "name": "restore() names the groups of tiles that are not as in the backup",
    },
  },
  {
    "id": "9d",
    "broken": "a destination in an action hub is sent with another instance's id",
    "file": "lib/restore/plan/translator.ts",
    "find": "if (recognition === undefined && !destination.lists(ref.type))",
    "replace": "if (handler === undefined)",
    "test": {
      "file": "test/handlers/hubs_test.ts",
      "name": "never by another's id",
    },
  },
  {
    "id": "9e",
    "broken": "a vault is assigned to an instance whose items have other creation times",
    "file": "lib/inspect/relocation.ts",
    "find": 'trait !== "created_at") continue;',
    "replace": 'trait !== "slug") continue;',
    "test": {
      "file": "test/inspect/relocation_test.ts",
      "name": "accepts the same instance, and says why another one is none",
    },
  },
  {
    "id": "9f",
    "broken": "a vault is assigned to an instance that has few of its items",
    "file": "lib/inspect/relocation.ts",
    "find": "return 2 * found < held",
    "replace": "return found < 0",
    "test": {
      "file": "test/inspect/relocation_test.ts",
      "name": "accepts the same instance, and says why another one is none",
    },
  },
  {
    "id": "9g",
    "broken": "a new address restores an older mapping of an id",
    "file": "lib/vault/instance.ts",
    "find": "WHERE excluded.created_at >= id_mappings.created_at",
    "replace": "WHERE true",
    "test": {
      "file": "test/vault/instance_test.ts",
      "name": "moveInstance() takes the id map and the restores along",
    },
  },
  {
    "id": "9h",
    "broken": "a link to another instance's own item is rewritten",
    "file": "lib/restore/plan/link_references.ts",
    "find": "...(texts !== null && {",
    "replace": "...(texts !== null && texts.size < 0 && {",
    "test": {
      "file": "test/restore/links/linkers_test.ts",
      "name": "and none that mean that instance's own",
    },
  },
  {
    "id": "9i",
    "broken": "a link into another instance keeps the former host",
    "file": "lib/restore/plan/item_references.ts",
    "find": "web: isSame ? null : destination.web ?? destination.instance,",
    "replace": "web: null,",
    "test": {
      "file": "test/restore/links/round_trip_test.ts",
      "name": "translates links in every place, and leaves those to other sites",
    },
  },
  {
    "id": "12b",
    "broken": "a retry restores all of an item whose links could not be rewritten",
    "file": "lib/restore/apply/outcomes.ts",
    "find": "if (item.linksOnly === true || item.placesOnly === true) journal",
    "replace": "if (item.placesOnly === true) journal",
    "test": {
      "file": "test/restore/links/linkers_test.ts",
      "name": "puts no item into the queue because its links could not be updated",
    },
  },
  {
    "id": "pin-a",
    "broken": "a backup that changed after planning is written",
    "file": "lib/restore/apply/carry_out.ts",
    "find": "if (stale.length > 0) throw",
    "replace": "if (stale.length < 0) throw",
    "test": {
      "file": "test/restore/pins_test.ts",
      "name": "when a backup was changed after the plan was made",
    },
  },
  {
    "id": "pin-b",
    "broken": "changes in Looker during the confirmation are overwritten",
    "file": "lib/restore/apply/carry_out.ts",
    "find": "if (moved.length > 0) throw",
    "replace": "if (moved.length < 0) throw",
    "test": {
      "file": "test/restore/pins_test.ts",
      "name": "when Looker was changed while somebody was asked",
    },
  },
  {
    "id": "pin-c",
    "broken": "a state that was read minutes ago counts as current",
    "file": "lib/restore/apply/carry_out.ts",
    "find": 'if (agreed !== "asked" && clock.monotonic() - readAt <= FRESH) return readAt;',
    "replace": 'if (agreed !== "asked") return readAt;',
    "test": {
      "file": "test/restore/pins_test.ts",
      "name": "looks again where the reading is seconds old",
    },
  },
  {
    "id": "pin-e",
    "broken": "an item that a user changes during the restore is overwritten",
    "file": "lib/restore/apply/last_look.ts",
    "find": "if (touched.length === 0) return null;",
    "replace": "if (touched.length >= 0) return null;",
    "test": {
      "file": "test/restore/pins_test.ts",
      "name": "leaves and names what somebody changes between the check and its own write",
    },
  },
  {
    "id": "pin-f",
    "broken": "a body that was replaced during the restore is written",
    "file": "lib/restore/apply/last_look.ts",
    "find": "if (!source.isAsRead(item)) return left",
    "replace": "if (!source.isAsRead(item) && task.live === undefined) return left",
    "test": {
      "file": "test/restore/pins_test.ts",
      "name": "leaves what goes from Looker under its hands",
    },
  },
  {
    "id": "pin-g",
    "broken": "a restore's own writes count as changes by others",
    "file": "lib/restore/apply/last_look.ts",
    "find": "!touched.explains(ref, key)",
    "replace": "!touched.explains(ref, `not ${key}`)",
    "test": {
      "file": "test/restore/pins_test.ts",
      "name": "tells the members that a restore itself added",
    },
  },
  {
    "id": "pin-h",
    "broken": "an undo removes items that a user has changed since",
    "file": "lib/restore/journal/undo_created.ts",
    "find": 'removal: why === null ? removal : "stay"',
    "replace": 'removal: why === undefined ? "stay" : removal',
    "test": {
      "file": "test/restore/undo_made_test.ts",
      "name": "what was changed since stays and is named",
    },
  },
  {
    "id": "pin-i",
    "broken": "an undo does not store what it removes",
    "file": "lib/restore/apply/carry_out.ts",
    "find": '...created.filter(({ removal }) => removal !== "stay"),',
    "replace": '...created.filter(({ removal }) => removal === "stay"),',
    "test": {
      "file": "test/restore/undo_made_test.ts",
      "name": "undo keeps what it removes, so that its own undo restores it",
    },
  },
  {
    "id": "pin-j",
    "broken": "a plan file that is no longer valid is executed",
    "file": "lib/restore/plan_restore.ts",
    "find": "if (other.length > 0) throw",
    "replace": "if (other.length < 0) throw",
    "test": {
      "file": "test/cli/restore_plan_file_test.ts",
      "name": "writes nothing where Looker or the backup changed since",
    },
  },
  {
    "id": "171a",
    "broken": "a snapshot in a store that ignores conditions is overwritten",
    "file": "lib/snapshot/s3/writer.ts",
    "find":
      "    const { client } = this.bucket;\n    if (await this.isThere(key, isSame, call.signal)) return null;",
    "replace": "    const { client } = this.bucket;",
    "test": {
      "file": "test/snapshot/contract/s3_stub_contract_test.ts",
      "name": "is not written over either",
    },
  },
  {
    "id": "171b",
    "broken": "a lock that the store accepted but did not set counts as set",
    "file": "lib/snapshot/s3/writer.ts",
    "find":
      "if (lockedUntil !== null && Date.parse(lockedUntil) >= Date.parse(lockUntil) - 1000) return found;",
    "replace": "return found;",
    "test": {
      "file": "test/snapshot/contract/s3_stub_contract_test.ts",
      "name": "a lock that a store took and did not set is not trusted",
    },
  },
  {
    "id": "171c",
    "broken": "a key or a token is sent to any host that a file names",
    "file": "lib/snapshot/credentials/context.ts",
    "find": "url !== null && (local || known) &&",
    "replace": "url !== null &&",
    "test": {
      "file": "test/snapshot/credentials_test.ts",
      "name": "a file cannot send a key or a token to another host",
    },
  },
  {
    "id": "171d",
    "broken": "a credentials file may name a program in addition to a file",
    "file": "lib/snapshot/credentials/google.ts",
    "find": ' || "executable" in from || "url" in from',
    "replace": "",
    "test": {
      "file": "test/snapshot/credentials_test.ts",
      "name": "a file that names a program or an address is refused",
    },
  },
  {
    "id": "171e",
    "broken": "a snapshot that differs on disk is accepted",
    "file": "lib/snapshot/directory/writer.ts",
    "find": "bytes === whole.bytes && sha256 === whole.sha256) return await this.placed",
    "replace": "bytes === whole.bytes) return await this.placed",
    "test": {
      "file": "test/snapshot/directory/directory_test.ts",
      "name": "a disk that holds other bytes than were written gives no object",
    },
  },
  {
    "id": "171f",
    "broken": "an object that replaced a snapshot is treated as the snapshot",
    "file": "lib/snapshot/s3/listing.ts",
    "find": "first = written.at(-1)",
    "replace": "first = written.at(0)",
    "test": {
      "file": "test/snapshot/listing_test.ts",
      "name": "the first version of a key is the object",
    },
  },
  {
    "id": "171g",
    "broken": "a read continues in another object",
    "file": "lib/snapshot/decorators/retry.ts",
    "find": "{ ...options, ifTag: body.tag }",
    "replace": "options",
    "test": {
      "file": "test/snapshot/decorators/retry_test.ts",
      "name": "does not read on in another object",
    },
  },
  {
    "id": "171h",
    "broken": "Azure's condition is omitted",
    "file": "lib/snapshot/azure/writer.ts",
    "find": 'headers: { ...call.headers, "if-none-match": "*" }',
    "replace": "headers: { ...call.headers }",
    "test": {
      "file": "test/snapshot/contract/faults_test.ts",
      "name": "what may write and not delete suffices to push",
    },
  },
  {
    "id": "171i",
    "broken": "Google's condition is omitted",
    "file": "lib/snapshot/gcs/writer.ts",
    "find": '{ uploadType: "multipart", ifGenerationMatch: "0", fields: FIELDS }',
    "replace": '{ uploadType: "multipart", fields: FIELDS }',
    "test": {
      "file": "test/snapshot/contract/faults_test.ts",
      "name": "what may write and not delete suffices to push",
    },
  },
  {
    "id": "171j",
    "broken": "a request that is signed for one host follows a redirect",
    "file": "lib/snapshot/http/send.ts",
    "find": 'redirect: "manual"',
    "replace": 'redirect: "follow"',
    "test": {
      "file": "test/snapshot/http/send_test.ts",
      "name": "a redirect is not followed",
    },
  },
  {
    "id": "171k",
    "broken": "a claim does not prevent a rename to a name that is taken",
    "file": "lib/snapshot/directory/place.ts",
    "find": "if (await isThere(target)) return false;",
    "replace": "",
    "test": {
      "file": "test/snapshot/directory/directory_test.ts",
      "name": "without second names a claim keeps others away",
    },
  },
  {
    "id": "14p",
    "broken": "a report shows blocks that were changed after it was built",
    "file": "lib/web/model/unpack.ts",
    "find": "  if (toBase64(await digest(bytes)) !== sum) throw damaged(id);",
    "replace": "  await digest(bytes);",
    "test": {
      "file": "test/web/model/unpack_test.ts",
      "name": "unpack() refuses a block that was changed, cut off, or has another's sum",
    },
  },
  {
    "id": "14q",
    "broken": "an argument of a copied command is executed by the shell",
    "file": "lib/base/shell_word.ts",
    "find": "  if (/^[\\w./:=,@%+-]+$/.test(word)) return word;",
    "replace": "  if (/^[^\\s]+$/.test(word)) return word;",
    "test": {
      "file": "test/base/shell_word_test.ts",
      "name": "shellWord() leaves plain words and quotes all others",
    },
  },
  {
    "id": "14r",
    "broken": "a title changes the text direction",
    "file": "lib/web/model/plain.ts",
    "find": "  return text.replace(\n    HIDDEN,\n    (character) => `",
    "replace": "  return text.replace(\n    /\\0/g,\n    (character) => `",
    "test": {
      "file": "test/web/model/unpack_test.ts",
      "name": "plain() shows what would not be seen, or would turn the text",
    },
  },
];
