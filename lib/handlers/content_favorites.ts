/**
 * Favourites of people.
 *
 * @module
 */
import { reason } from "./reason.ts";
import { outcome, type Task } from "./task.ts";
import type { Props } from "../live/reader.ts";
import { asText, type JsonObject } from "../codec/json_value.ts";
import { NotSentError, StatusError } from "../http/errors.ts";
import type { Operation } from "../looker/client.ts";
import type { ContentType } from "../looker/content_type_names.ts";
import type { Handler } from "./handler.ts";
import { type Basics, crud, makeObject, updated } from "./object_handler.ts";
import type { Refs } from "./references.ts";
import { key } from "./shared_attributes.ts";

/** What can be a favourite: the property that names it, its type, and how it is read. */
const CONTENT:
  readonly (readonly [property: string, type: ContentType, get: Operation, parameter: string])[] = [
    ["dashboard_id", "dashboards", "dashboard", "dashboard_id"],
    ["look_id", "looks", "look", "look_id"],
    ["board_id", "boards", "board", "board_id"],
    ["lookml_dashboard_id", "lookml_dashboards", "dashboard", "dashboard_id"],
  ];
const USER = "user_id", METADATA = "content_metadata_id";

const basics: Basics = {
  listing: {
    operation: "search_content_favorites",
    fields: ["id", USER, ...CONTENT.map(([property]) => property)].join(","),
  },
  keys(item, refs) {
    const user = asText(item.get(USER)), content = contentOf(item, refs);
    return user === null || content === null ? [] : key("favorite", refs.must("users", user), ...content);
  },
};

/** Favourites. One is its user and its content: it is made or taken away, and never changed. */
export const contentFavorites: Handler = {
  type: "content_favorites",
  ...basics,
  unrestorable: (item) =>
    contentOf(item, null) === null
      ? reason("no_api", "Looker does not report what it is a favourite of: its user must mark it again")
      : null,
  form(body, refs) {
    const item: Props = { get: (name) => body[name] };
    const user = asText(body[USER]), [property, id] = contentOf(item, refs) ?? [];
    return {
      ...(user !== null && { [USER]: refs.must("users", user) }),
      ...(property !== undefined && id !== undefined && { [property]: id }),
    };
  },
  ...crud(basics, {
    get: "content_favorite",
    create: "create_content_favorite",
    update: "content_favorite",
    remove: "delete_content_favorite",
    idParameter: "content_favorite_id",
  }),
  create: async (task) => outcome(await mark(task)),
  update: (task) => Promise.resolve(updated(task)),
  calls: ({ live }) => live === null ? 2 : 0,
};

/** The property that names the content of a favourite, and the content's id, translated where there is something to do so. */
function contentOf(item: Props, refs: Refs | null): [property: string, id: string] | null {
  for (const [property, type] of CONTENT) {
    const id = asText(item.get(property));
    // LookML dashboards have the same id everywhere.
    if (id !== null) return [property, refs === null || id.includes("::") ? id : refs.must(type, id)];
  }
  return null;
}

/** Marks content for its user: Looker knows it by the metadata that it has in this instance. */
async function mark(task: Task): Promise<string> {
  const { wanted, writer } = task, user = asText(wanted[USER]);
  const content = await metadataOf(task);
  if (content === null) throw new NotSentError("create_content_favorite", "its content does not exist");
  const body: JsonObject = { [USER]: user, [METADATA]: content };
  const made = await makeObject(task, basics, { create: "create_content_favorite", body }).catch((error) => {
    if (!(error instanceof StatusError) || !REFUSED.includes(error.status)) throw error;
    if (user === writer.options.ownId) throw error;
    throw new NotSentError("create_content_favorite", `${OWN_ALONE} (${error.status})`);
  });
  const id = asText(made["id"]) ?? "", whose = asText(made[USER]);
  if (whose === null || whose === user) return id;
  // It was taken for one of the API user, who has not asked for it.
  await writer.send("delete_content_favorite", { content_favorite_id: id });
  throw new NotSentError("create_content_favorite", OWN_ALONE);
}

/** How it may answer that: which of them, nobody has recorded. */
const REFUSED = [403, 404, 422];
const OWN_ALONE = "this Looker accepts a favourite only from its user, who must mark it again";

async function metadataOf({ wanted, writer }: Task): Promise<string | null> {
  for (const [property, , get, parameter] of CONTENT) {
    const id = asText(wanted[property]);
    if (id === null) continue;
    const there = await writer.get(get, { [parameter]: id, fields: METADATA });
    return asText(there?.[METADATA]);
  }
  return null;
}
