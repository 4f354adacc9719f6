/**
 * Estimates the requests for capturing a type, from listings of ids only.
 *
 * @module
 */
import type { Listing } from "../../looker/registry/entry.ts";
import { rowText } from "../census_row.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import { REGISTRY } from "../../looker/content_types.ts";
import { census } from "../census.ts";
import { callOptions, type RunContext } from "../context.ts";
import { useHost } from "./content_use.ts";
import type { TypeEstimate } from "../estimate.ts";
import { type DashboardListing, mergeCalls } from "./estimate_merges.ts";
import { listingParams } from "../listing.ts";
import { folderScope } from "../scope.ts";
import { isRecordable } from "../tracker.ts";

/** The number of parents whose children are read to estimate how many folders have their own access lists. */
const SAMPLED_PARENTS = 4;

interface Count {
  listed: number;
  calls: number;
  note?: string;
}

/** Estimates the requests of types. */
export class CallCounter {
  constructor(private readonly context: RunContext) {}

  /** Returns the number of items of a type, and the requests for capturing them. */
  async estimate(type: ContentType): Promise<TypeEstimate> {
    try {
      const { listed, calls, note = null } = await this.count(type);
      return { type, listed, calls: calls + (useHost(this.context) === type ? 1 : 0), note };
    } catch (error) {
      if (!isRecordable(error)) throw error;
      return { type, listed: 0, calls: 1, note: `cannot be listed: ${error.message}` };
    }
  }

  private async count(type: ContentType): Promise<Count> {
    switch (type) {
      case "dashboards":
        return await this.dashboards();
      case "looks":
        return await this.looks();
      case "users":
        return paged((await this.context.shared.users(this.context)).length, 100, 1);
      case "lookml_models": {
        const { listed, calls } = paged((await this.context.shared.models(this.context)).length, 50, 1);
        return { listed, calls: calls + (this.readsAll ? listed + 1 : 0) };
      }
      case "projects":
        return await this.perItem(type, this.readsAll ? 3 : 0);
      case "lookml_dashboards":
        return await this.perItem(type, this.readsAll ? 1 : 0);
      case "explores": {
        const listed = (await this.context.shared.models(this.context))
          .reduce((sum, model) => sum + (Array.isArray(model["explores"]) ? model["explores"].length : 0), 0);
        const own = this.context.options.types.includes("lookml_models") ? 0 : 1;
        return { listed, calls: listed + own };
      }
      case "folders":
        return await this.folders();
      case "groups":
        return await this.perItem(type, 1);
      case "roles":
        return await this.perItem(type, 2);
      case "boards":
        return await this.perItem(type, 1, "one more call for each board with its own access list");
      case "agents":
        return await this.perItem(type, 2, "one call for each agent reads its access list");
      case "user_attributes":
        return await this.userAttributes();
      case "scheduled_plans":
        return {
          listed: await this.size(type),
          calls: 2,
          note: "one more call for each disabled schedule",
        };
      case "settings":
        return { listed: 1, calls: 1 };
      default: {
        const { source } = REGISTRY[type];
        if (source.kind === "groups") {
          const groups = Object.values(source.groups);
          const within = groups.filter((group) => group.within !== undefined).length;
          const own = this.context.options.types.includes("settings") ? 0 : Math.min(within, 1);
          return { listed: groups.length, calls: groups.length - within + own };
        }
        const listed = await this.size(type);
        return source.kind === "pages" ? paged(listed, source.pageSize, 0) : { listed, calls: 1 };
      }
    }
  }

  private get readsAll(): boolean {
    return this.context.reads === "all";
  }

  private async dashboards(): Promise<Count> {
    const { source } = REGISTRY.dashboards;
    if (source.kind !== "census") throw new Error("dashboards have no census");
    const listings: Listing[] = [source.listing];
    if (!this.context.options.noTrash) listings.push({ ...source.listing, params: source.trash ?? {} });
    const parts: DashboardListing[] = [];
    let calls = 0;
    for (const listing of listings) {
      calls++;
      for (const [folder, count] of await this.byFolder("dashboards", listing, source.fields)) {
        parts.push({
          listing: folder === null
            ? listing
            : { ...listing, params: { ...listing.params, folder_id: folder } },
          count,
        });
        calls += count === 0 ? 0 : paged(count, source.pageSize, 0).calls;
      }
    }
    const merges = await mergeCalls(this.context, parts);
    return {
      listed: parts.reduce((sum, { count }) => sum + count, 0),
      calls: calls + merges,
      ...(merges > 0 && { note: `about ${merges} of them for merge queries and their source queries` }),
    };
  }

  private async looks(): Promise<Count> {
    const live = await this.byFolder(
      "looks",
      { operation: "search_looks", sorts: "id" },
      "id,folder_id",
      true,
    );
    const trash = this.context.options.noTrash ? [] : await this.byFolder(
      "looks",
      { operation: "search_looks", sorts: "id", params: { deleted: true } },
      "id,folder_id",
    );
    const sum = (counts: readonly [string | null, number][]): number =>
      counts.reduce((all, [, n]) => all + n, 0);
    const trashed = sum(trash);
    const listings = this.context.options.noTrash ? 2 : 4;
    return { listed: sum(live) + trashed, calls: listings + live.length + trashed };
  }

  /** Counts the items in scope: per folder if there is a scope or `each` is set, otherwise one total. */
  private async byFolder(
    type: ContentType,
    listing: Listing,
    fields: string,
    each = false,
  ): Promise<[string | null, number][]> {
    const scope = await folderScope(this.context);
    const tracker = this.context.tracker(type), counts = new Map<string, number>();
    let all = 0;
    for await (const rows of census(this.context, tracker, listing, { fields, confirm: false })) {
      all += rows.length;
      for (const row of rows) {
        const folder = rowText(row, "folder_id") ?? "";
        if (scope === null || scope.has(folder)) counts.set(folder, (counts.get(folder) ?? 0) + 1);
      }
    }
    return scope === null && !each ? [[null, all]] : [...counts];
  }

  private async folders(): Promise<Count> {
    const all = await this.context.shared.folders(this.context);
    const scope = await folderScope(this.context);
    const wanted = scope === null ? all : all.filter((folder) => scope.has(rowText(folder, "id") ?? ""));
    const metadataIds = new Map(
      all.map((folder) => [rowText(folder, "id"), rowText(folder, "content_metadata_id")]),
    );
    const children = new Map<string, number>();
    for (const folder of wanted) {
      const metadataId = metadataIds.get(rowText(folder, "parent_id"));
      if (metadataId) children.set(metadataId, (children.get(metadataId) ?? 0) + 1);
    }
    const roots = wanted.filter((folder) => !metadataIds.get(rowText(folder, "parent_id"))).length;
    const own = Math.round(await this.shareWithOwnAccess(children) * (wanted.length - roots));
    return {
      listed: wanted.length,
      calls: 1 + children.size + 2 * roots + own,
      note: `about ${own + roots} of them for separate access lists, estimated from a few folders`,
    };
  }

  /** Returns the share of folders that do not inherit their access, among the children of the largest parents. */
  private async shareWithOwnAccess(children: ReadonlyMap<string, number>): Promise<number> {
    const largest = [...children].sort(([, a], [, b]) => b - a).slice(0, SAMPLED_PARENTS);
    let seen = 0, own = 0;
    for (const [parent_id] of largest) {
      const params = { parent_id, fields: "folder_id,inherits" };
      const tracker = this.context.tracker("folders");
      for (
        const { folder_id, inherits } of await this.context.client.call(
          "all_content_metadatas",
          params,
          callOptions(this.context, tracker),
        )
      ) {
        if (folder_id === null || folder_id === undefined) continue;
        seen++;
        if (inherits !== true) own++;
      }
    }
    return seen === 0 ? 0 : own / seen;
  }

  private async perItem(type: ContentType, each: number, note?: string): Promise<Count> {
    const { source } = REGISTRY[type];
    const listed = await this.size(type);
    const trash = source.kind === "pages" && source.trash !== undefined ? 1 : 0;
    const pages = source.kind === "pages" ? paged(listed, source.pageSize, trash).calls : 1;
    return { listed, calls: pages + listed * each, ...(note !== undefined && { note }) };
  }

  private async userAttributes(): Promise<Count> {
    const { listed, calls } = await this.perItem("user_attributes", 1);
    if (this.context.options.noUserValues) return { listed, calls };
    const users = (await this.context.shared.users(this.context)).length;
    return { listed, calls: calls + users, note: "one call for each user: skip them with --no-user-values" };
  }

  /** Returns the number of items of a small type. */
  private async size(type: ContentType): Promise<number> {
    const { source, id } = REGISTRY[type];
    if (source.kind === "special" || source.kind === "groups") return 0;
    const options = callOptions(this.context, this.context.tracker(type));
    const trash = source.kind === "pages" && !this.context.options.noTrash ? source.trash : undefined;
    let size = 0;
    for (const extra of trash === undefined ? [{}] : [{}, trash]) {
      const params = listingParams(source.listing, { fields: id.join(","), ...extra });
      size += (await this.context.client.list(source.listing.operation, params, options)).items.length;
    }
    return size;
  }
}

/**
 * Returns the requests for a type that is read in pages: `census` requests to list it, its pages, and one that proves
 * the end.
 */
function paged(listed: number, pageSize: number, census: number): Count {
  return { listed, calls: census + Math.floor(listed / pageSize) + 1 };
}
