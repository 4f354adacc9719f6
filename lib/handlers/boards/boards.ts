/**
 * Boards: sections, items, orders, and access.
 *
 * @module
 */
import { outcome, type Task } from "../task.ts";
import { asObjects, asText, type JsonObject } from "../../codec/json_value.ts";
import { changedKeys, diffForms, withoutNulls } from "../../live/form_changes.ts";
import type { Handler } from "../handler.ts";
import { AS_IS } from "../references.ts";
import { accessFacts } from "../../looker/rights/facts.ts";
import { ACCESS, accessCalls, accessForm, keepOwnRow, readAccess, writeAccess } from "../access.ts";
import { type BoardForm, leaveOutLost, ORDER, SECTIONS, sectionsForm, shownItems } from "./board_form.ts";
import { diffSections } from "./board_match.ts";
import { withPickedPlaces } from "./pick_places.ts";
import { writeSections } from "./board_write.ts";
import { type Basics, createObject, own, ownChanges, updated, writableForm } from "../object_handler.ts";
import { key } from "../shared_attributes.ts";

/** The key of a form for whether a board is in the trash. */
const TRASHED = "deleted";

const basics: Basics = {
  ownRequests: [SECTIONS, ORDER, ACCESS],
  listing: { operation: "search_boards", fields: "id,title,user_id,deleted_at" },
  keys(item, refs) {
    const owner = asText(item.get("user_id"));
    return [
      ...(owner === null ? [] : key("owned", item.get("title"), refs.owner(owner))),
      ...key("title", item.get("title")),
    ];
  },
};

/** Boards. */
export const boards: Handler<BoardForm> = {
  type: "boards",
  ...basics,
  unrestorable: () => null,
  form(body, refs) {
    const access = accessForm(body, refs);
    const { deleted_at, ...plain } = writableForm(body, refs, {
      schema: "Board",
      owner: "user_id",
      basics,
    });
    return {
      ...plain,
      // The form contains whether the board is in the trash, but not since when, as for dashboards and looks.
      ...(deleted_at !== undefined && { [TRASHED]: asText(deleted_at) !== null }),
      ...sectionsForm(body, refs),
      ...(access !== null && { access }),
    };
  },
  applyPolicy: (wanted, live, options) => keepOwnRow(leaveOutLost(wanted, live, options), live, options),
  withPicked: withPickedPlaces,
  // An order omits parts that could not be created.
  hostOf: (path) =>
    path === ORDER ? SECTIONS : path.endsWith(".item_order") ? path.replace(/item_order$/, "items") : null,
  diff(live, wanted) {
    const { sections: _sections, section_order: _order, ...rest } = wanted;
    return [...diffForms(live, rest, { type: "boards", ...basics }), ...diffSections(live, wanted)];
  },
  reads: 3,
  async read(reader, id) {
    const body = await reader.get("board", { board_id: id });
    return body === null ? null : { ...body, _vault: await readAccess(reader, body) };
  },
  async create(task) {
    const body = sendable(task, withoutNulls(own(task.wanted, basics)));
    const id = await createObject(task, basics, { create: "create_board", body });
    await writeSections(task.writer, id, { live: {}, wanted: task.wanted });
    if (hasPictures(task.source)) {
      task.writer.warn("the API cannot read the pictures of its items: upload them again");
    }
    await putAccess(task, id);
    return outcome(id);
  },
  async update(task) {
    const { wanted, live, writer, destinationId } = task, id = destinationId ?? "";
    const body = sendable(task, ownChanges(task, basics)), changed = changedKeys(task.changes);
    await writer.patch("update_board", { board_id: id }, body);
    if (changed.has(SECTIONS) || changed.has(ORDER)) {
      await writeSections(writer, id, { live: boards.form(live ?? {}, AS_IS), wanted });
    }
    if (changed.has(ACCESS)) await putAccess(task, id);
    return updated(task);
  },
  rights: (item) => accessFacts(item, "boards", ACCESS),
  hangsOn: (item) =>
    asObjects(item.get("board_sections") ?? null).flatMap((section) =>
      asObjects(section["board_items"]).flatMap((one) => {
        const id = asText(one["id"]);
        return id === null
          ? []
          : shownItems(one).map((shown) => ({ ...shown, pick: { list: "board_items", id } }));
      })
    ),
  calls({ wanted, live, changes }) {
    const { access, sections = [] } = wanted;
    const items = sections.reduce((sum, { items = [] }) => sum + items.length, 0);
    const content = live === null ? 2 * sections.length + items + 1 : 2 * changes.length;
    return 3 + content + accessCalls(access);
  },
  remove: async (writer, id) => void await writer.send("delete_board", { board_id: id }),
};

/** Returns the body of a request. Looker expects the time at which a board was moved to the trash. */
function sendable({ source, live }: Task, { [TRASHED]: trashed, ...body }: JsonObject): JsonObject {
  if (trashed === undefined || (trashed === false && live === null)) return body;
  return { ...body, deleted_at: trashed === true ? source["deleted_at"] ?? null : null };
}

async function putAccess({ wanted, live, writer }: Task<BoardForm>, id: string): Promise<void> {
  if (wanted.access === undefined) return;
  const board = live ?? await writer.get("board", { board_id: id, fields: "id,content_metadata_id" });
  const metadataId = asText(board?.["content_metadata_id"]);
  if (metadataId !== null) await writeAccess(writer, metadataId, wanted.access);
}

function hasPictures(body: JsonObject): boolean {
  return asObjects(body["board_sections"]).some((section) =>
    asObjects(section["board_items"]).some((item) => item["use_custom_image"] === true)
  );
}
