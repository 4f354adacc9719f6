/**
 * Compares the vaults of two instances, item by item. Items are matched in the same way as in a restore.
 *
 * @module
 */
import { asObject, type JsonObject } from "../codec/json_value.ts";
import { decode } from "../codec/msgpack_reader.ts";
import { handlerOf, recognitionOf } from "../handlers/mod.ts";
import { AS_IS, type Refs } from "../handlers/references.ts";
import type { RestoreSource } from "../handlers/restore_source.ts";
import { countTypes, type DiffRequest, type VaultDiff } from "../inspect/diff.ts";
import type { ItemDiff } from "../inspect/diff_moments.ts";
import { FolderPaths } from "../inspect/named/folder_paths.ts";
import { Destination } from "../live/destination_state.ts";
import { comparableBody, differences } from "../live/diff/body_differences.ts";
import { CONTENT_TYPES, type ContentType, typeCode } from "../looker/content_type_names.ts";
import { FOLDER } from "../looker/content_types.ts";
import { ItemRefs } from "../restore/plan/item_references.ts";
import { Picks } from "../restore/plan/picks.ts";
import { planNames } from "../restore/plan/plan_names.ts";
import { vaultSource } from "../restore/plan/source.ts";
import type { Translator } from "../restore/plan/translator.ts";
import { translatorFor } from "../restore/plan/translator_for.ts";
import { mappings } from "../vault/id_map.ts";
import { INSTANCE } from "../vault/instance.ts";
import { formAsOf, itemsAsOf, NOW, type SnapshotItem } from "../vault/snapshot.ts";
import { allSessions } from "../vault/stats.ts";
import type { Vault } from "../vault/vault.ts";
import { readBody } from "../vault/versions.ts";
import { formDifferences } from "./form_differences.ts";

/** What to compare in two vaults. */
export type CompareRequest = Pick<DiffRequest, "type" | "id" | "folders" | "stat">;

/** Returns the differences. An item that only `theirs` has is `added`; an item that only `ours` has is `removed`. */
export function compareVaults(ours: Vault, theirs: Vault, request: CompareRequest): VaultDiff {
  const pair = new VaultPair(ours, theirs);
  const types = request.type === undefined ? CONTENT_TYPES : [request.type];
  const found = new Map(
    // Parts of an item can be matched only after the item, so the types are compared in the order of their
    // references.
    CONTENT_TYPES.map((type) => [type, types.includes(type) ? pair.differing(type, request) : []]),
  );
  const items = types.flatMap((type) => found.get(type) ?? []);
  const side = (vault: Vault): { db: string; instance: string | null; at: string | null } => ({
    db: vault.path,
    instance: vault.meta(INSTANCE),
    at: allSessions(vault)[0]?.completed_at ?? null,
  });
  return {
    from: side(ours).at ?? "",
    to: side(theirs).at,
    instance: ours.meta(INSTANCE),
    basis: { kind: "vaults", ours: side(ours), theirs: side(theirs) },
    of: null,
    folder: request.folders?.path ?? null,
    types: countTypes(items),
    items,
  };
}

class VaultPair {
  private readonly source: RestoreSource;
  private readonly destination: Destination;
  private readonly translator: Translator;
  private readonly names: ReturnType<typeof planNames>;
  private readonly paths: { ours: FolderPaths; theirs: FolderPaths };

  constructor(private readonly ours: Vault, private readonly theirs: Vault) {
    const from = ours.meta(INSTANCE) ?? "", to = theirs.meta(INSTANCE) ?? "";
    const source = this.source = vaultSource(ours, from, null);
    const destination = this.destination = new Destination(vaultSource(theirs, to, null).instance, theirs);
    for (const type of CONTENT_TYPES) destination.addCaptured(type);
    const chosen = CONTENT_TYPES.flatMap((type) => source.items(type).map(({ id }) => ({ type, id })));
    const known = mappings(ours, { source: from, destination: to });
    const back = mappings(theirs, { source: to, destination: from });
    const mapped = new Map([
      ...back.map(({ kind, sourceId, destinationId }) => [`${kind}/${destinationId}`, sourceId] as const),
      ...known.map(({ kind, sourceId, destinationId }) => [`${kind}/${sourceId}`, destinationId] as const),
    ]);
    this.translator = translatorFor({ source, destination, picks: new Picks({}) }, {
      chosen,
      mapped,
      into: null,
    });
    this.names = planNames(source, destination);
    this.paths = { ours: new FolderPaths(ours), theirs: new FolderPaths(theirs) };
  }

  /** Returns the items of a type that differ or that only one vault has. Items in the trash count as missing. */
  differing(type: ContentType, { id: only, folders, stat = false }: CompareRequest): ItemDiff[] {
    const here = this.liveItems(this.ours, type), there = this.liveItems(this.theirs, type);
    const theirs = folders === undefined ? undefined : this.folderThere(folders.ids);
    const found: ItemDiff[] = [], matched = new Set<string>();
    for (const item of here.values()) {
      const other = there.get(this.matchOf(type, item.id) ?? "");
      if (other !== undefined) {
        matched.add(other.id);
        this.pairParts(type, { from: item.id, to: other.id });
      }
      const isMeant = (only === undefined || item.id === only) && isWithin(folders?.ids, type, item);
      if (!isMeant) continue;
      if (other === undefined) {
        found.push(this.told(type, item, { change: "removed", paths: this.paths.ours }));
      } else {
        const differs = this.differencesOf(type, item, other);
        if (differs.length === 0) continue;
        found.push({
          ...this.told(type, item, { change: "changed", paths: this.paths.ours }),
          ...(other.id !== item.id && { other_id: other.id }),
          differences: stat ? [] : differs,
        });
      }
    }
    if (only !== undefined) return found;
    for (const item of there.values()) {
      if (matched.has(item.id) || !isWithin(theirs, type, item)) continue;
      found.push(this.told(type, item, { change: "added", paths: this.paths.theirs }));
    }
    return found;
  }

  /**
   * Returns the id of the matching item in the other vault, or null. Items of a type that a restore does not match
   * have the same ids in every instance.
   */
  private matchOf(type: ContentType, id: string): string | null {
    const found = this.translator.find(type, id);
    if (found.state === "there") return found.id;
    return recognitionOf(type) === undefined ? id : null;
  }

  private differencesOf(type: ContentType, item: SnapshotItem, other: SnapshotItem): ItemDiff["differences"] {
    const isSame = this.source.instance === this.destination.instance;
    const formOf = (vault: Vault, id: string): string | undefined =>
      formAsOf(vault, { type: typeCode(type), id, at: NOW });
    const form = isSame ? formOf(this.ours, item.id) : undefined;
    if (form !== undefined && form === formOf(this.theirs, other.id)) return [];
    const from = bodyOf(this.ours, type, item.id), to = bodyOf(this.theirs, type, other.id);
    if (from === null || to === null) return [];
    const { names } = this, refs = this.refs();
    const found = formDifferences(type, {
      from: asObject(decode(from)),
      to: asObject(decode(to)),
      refs,
      names,
    });
    if (found !== null) return found;
    const bodies = [from, to].map((bytes) => comparableBody(type, bytes)) as [JsonObject, JsonObject];
    return differences(...bodies, { type, nameOf: names.destination }).filter(({ part, path }) =>
      part.length > 0 || path !== "id"
    );
  }

  /**
   * Returns references that translate ids of `ours` to ids of `theirs`. Permissions have the same names in every
   * instance.
   */
  private refs(): Refs {
    const { source, destination, translator } = this;
    const refs = new ItemRefs(translator, { source, destination, owners: { map: {}, fallback: null } });
    return {
      must: (kind, id) => refs.must(kind, id),
      may: (kind, id, options) => kind === "permissions" ? id : refs.may(kind, id, options),
      later: (kind, id) => refs.later(kind, id),
      owner: (id) => refs.owner(id),
      part: (kind, id) => refs.part(kind, id),
      apart: () => refs.apart(),
      links: refs.links,
      model: (name) => refs.model(name),
    };
  }

  /** Records which parts of two items match, because other items refer to these parts. */
  private pairParts(type: ContentType, { from, to }: { from: string; to: string }): void {
    const pairs = handlerOf(type)?.pairs;
    if (pairs === undefined || this.source.instance === this.destination.instance) return;
    const body = this.source.body({ type, id: from }), live = this.destination.body({ type, id: to });
    if (body === null || live === null) return;
    for (const { kind, from, to } of pairs(body, live, AS_IS)) this.translator.created(kind, from, to);
  }

  private folderThere(ids: ReadonlySet<string>): ReadonlySet<string> {
    const found = [...ids].flatMap((id) => {
      const match = this.translator.find(FOLDER, id);
      return match.state === "there" ? [...this.paths.theirs.below(match.id)] : [];
    });
    return new Set(found);
  }

  private liveItems(vault: Vault, type: ContentType): Map<string, SnapshotItem> {
    const items = itemsAsOf(vault, typeCode(type), NOW);
    return new Map(
      items.filter(({ deletedAt, trashed }) => deletedAt === null && !trashed).map((item) => [item.id, item]),
    );
  }

  private told(
    type: ContentType,
    { id, name, folderId, ownerEmail, ownerId, validFrom }: SnapshotItem,
    { change, paths }: { change: ItemDiff["change"]; paths: FolderPaths },
  ): ItemDiff {
    return {
      type,
      id,
      name,
      folder_id: folderId,
      folder: folderId === null ? null : paths.pathOf(folderId),
      owner: ownerEmail ?? ownerId,
      change,
      from_version: change === "added" ? null : validFrom,
      to_version: change === "added" ? validFrom : null,
      differences: [],
    };
  }
}

function isWithin(ids: ReadonlySet<string> | undefined, type: ContentType, item: SnapshotItem): boolean {
  return ids === undefined || (type === FOLDER && ids.has(item.id)) || ids.has(item.folderId ?? "");
}

function bodyOf(vault: Vault, type: ContentType, id: string): Uint8Array | null {
  return readBody(vault, typeCode(type), id);
}
