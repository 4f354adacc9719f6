/**
 * Favorites of users.
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

/**
 * The content that can be a favorite: the property that names it, its type, and the operation and parameter that read
 * it.
 */
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

/** Favorites. A favorite consists of its user and its content. It can be created or deleted, but not changed. */
export const contentFavorites: Handler = {
  type: "content_favorites",
  ...basics,
  unrestorable: (item) =>
    contentOf(item, null) === null
      ? reason("no_api", "Looker does not return the content of this favorite: its user must mark it again")
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

/**
 * Returns the property that names the content of a favorite, and the content's id, translated if `refs` is not null.
 */
function contentOf(item: Props, refs: Refs | null): [property: string, id: string] | null {
  for (const [property, type] of CONTENT) {
    const id = asText(item.get(property));
    // LookML dashboards have the same id in every instance.
    if (id !== null) return [property, refs === null || id.includes("::") ? id : refs.must(type, id)];
  }
  return null;
}

/** Marks content as a favorite of its user. Looker identifies the content by its metadata id in this instance. */
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
  // Looker created the favorite for the API user instead, so the favorite is deleted again.
  await writer.send("delete_content_favorite", { content_favorite_id: id });
  throw new NotSentError("create_content_favorite", OWN_ALONE);
}

/**
 * The statuses with which Looker may refuse to create a favorite for another user. Which one it uses is not documented.
 */
const REFUSED = [403, 404, 422];
const OWN_ALONE = "Looker accepts a favorite only from its user, who must mark it again";

async function metadataOf({ wanted, writer }: Task): Promise<string | null> {
  for (const [property, , get, parameter] of CONTENT) {
    const id = asText(wanted[property]);
    if (id === null) continue;
    const there = await writer.get(get, { [parameter]: id, fields: METADATA });
    return asText(there?.[METADATA]);
  }
  return null;
}
