/**
 * Translates the references of one item, and records the results.
 *
 * @module
 */
import { type Omission, type Reason, reason } from "../../handlers/reason.ts";
import { MODEL, PERSON } from "../../looker/content_types.ts";
import { RECOGNISED } from "../../handlers/destinations.ts";
import { placeholder, placeholdersIn } from "../../live/placeholders.ts";
import type { Handler } from "../../handlers/handler.ts";
import { itemKey, type ItemRef, itemWords, type PartKind, type RefKind } from "../../looker/item_ref.ts";
import { asText, type JsonObject } from "../../codec/json_value.ts";
import { type ContentType, isContentType } from "../../looker/content_type_names.ts";
import { handlerOf, UNRESTORABLE } from "../../handlers/mod.ts";
import type { LinkRules } from "../../looker/links/rewrite.ts";
import type { Destination } from "../../live/destination_state.ts";
import type { Props } from "../../live/reader.ts";
import type { PartRefs, Refs } from "../../handlers/references.ts";
import type { Translator, TranslatorOptions } from "./translator.ts";

/** Rules that replace the owners of the backup. */
export interface OwnerRules {
  /** Id or email address in the backup → id or email address in the destination. */
  map: Readonly<Record<string, string>>;
  fallback: string | null;
  /** Types of which the restore adds no dependencies: `--exclude`. */
  exclude?: ReadonlySet<ContentType>;
}

/** Translates the references of one item, and records the results. */
export class ItemRefs implements Refs {
  /** What the item requires and the destination lacks, such as `folders/12`. */
  readonly missing = new Set<string>();
  /** Items of the same restore that must exist first. */
  readonly pending = new Map<string, ItemRef>();
  /** The pending items that the item requires. */
  readonly needed = new Map<string, ItemRef>();
  readonly warnings = new Set<string>();
  /** What parts of the item require and the destination lacks, such as `lookml_models/thelook`. */
  readonly lackedByParts = new Set<string>();
  /** Parts that refer to something that the destination lacks. They are omitted. */
  readonly omitted: Omission[] = [];
  /** Links in texts to items that are to be created. */
  readonly openLinks = new Set<string>();

  constructor(
    private readonly translator: Translator,
    private readonly options: Pick<TranslatorOptions, "source" | "destination"> & { owners: OwnerRules },
  ) {}

  /**
   * Removes the records that the restored parts of a form do not need, because the other parts stay unchanged. `keys`
   * are the
   * properties that are restored.
   */
  restrictTo(
    form: JsonObject,
    keys: readonly string[],
    { ownRequests = [] }: Pick<Handler, "ownRequests">,
  ): void {
    const named = placeholdersIn(form);
    for (const kept of [this.missing, this.lackedByParts, this.pending, this.needed]) {
      for (const key of [...kept.keys()]) if (!named.has(key)) kept.delete(key);
    }
    this.warnings.clear();
    this.openLinks.clear();
    // References omitted from a list are kept only if a restored property is such a list.
    const isList = keys.some((key) => ownRequests.includes(key));
    const omitted = this.omitted.filter((one) => isList && one.isReference === true);
    this.omitted.splice(0, this.omitted.length, ...omitted);
  }

  must(kind: RefKind, id: string): string {
    const found = this.translator.find(kind, id);
    if (found.state === "there") return found.id;
    if (found.state === "pending") {
      this.pending.set(itemKey(found.item), found.item);
      this.needed.set(itemKey(found.item), found.item);
    } else this.missing.add(`${kind}/${id}`);
    return placeholder(kind, id);
  }

  may(kind: RefKind, id: string, { isQuiet = false }: { isQuiet?: boolean } = {}): string | null {
    const found = this.translator.find(kind, id);
    if (found.state === "there") return found.id;
    if (found.state === "missing") {
      // An undo does not report references that were already broken before the restore.
      const isNamed = this.options.source.isWhole || kind === "permissions";
      if (isNamed && !isQuiet) {
        this.omitted.push({ path: `${kind}[${id}]`, reason: this.whyLost(kind, id), isReference: true });
      }
      return null;
    }
    this.pending.set(itemKey(found.item), found.item);
    return placeholder(kind, id);
  }

  whyLost(kind: RefKind, id: string): Reason {
    if (kind === "permissions") {
      return reason("unsupported", `the target instance has no permission ${id}, so it cannot be granted`);
    }
    const { source } = this.options, ref = isContentType(kind) ? { type: kind, id } : null;
    const what = ref === null ? null : RECOGNISED[ref.type]?.described?.(source, id) ?? null;
    const name = what !== null
      ? `${kind} ${id} (${what})`
      : itemWords({ type: kind, id }, ref === null ? null : source.item(ref)?.name);
    const lost = (why: string): Reason => reason("reference_missing", `${name} is ${why}`);
    if (ref === null || source.item(ref) === undefined) {
      return lost("in neither the backup nor the target instance");
    }
    const props = source.props(ref),
      own = props === null ? null : handlerOf(ref.type)?.unrestorable(props) ?? null;
    if (own !== null) return reason(own.code, `${name} does not exist in the target instance: ${own.text}`);
    // The cases in which `--with-dependencies` does not help.
    const heir = ref.type === PERSON ? this.heirOf(ref.id) : undefined;
    if (heir !== undefined) {
      return reason(
        "replaced",
        `${name} does not exist in the target instance: --owner-map transfers their items to ${heir}, but not their rights`,
      );
    }
    const byHand = handlerOf(ref.type) === undefined ? UNRESTORABLE[ref.type] : undefined;
    if (byHand !== undefined) return lost(`missing in the target instance: ${byHand.text}`);
    if (this.options.owners.exclude?.has(ref.type) === true) {
      return reason("excluded", `${name} does not exist in the target instance, and --exclude skips it`);
    }
    return this.translator.isMeant(ref)
      ? lost("missing in the target instance, and could not be restored")
      : lost("missing in the target instance, but in the backup: add --with-dependencies");
  }

  later(kind: RefKind, id: string): string | null {
    return this.translator.find(kind, id).state === "pending" ? placeholder(kind, id) : this.may(kind, id);
  }

  /** Returns the keys in {@linkcode missing} of users whose content another user takes over. */
  replaced(): ReadonlySet<string> {
    const prefix = `${PERSON}/`;
    return new Set(
      [...this.missing].filter((key) =>
        key.startsWith(prefix) && this.heirOf(key.slice(prefix.length)) !== undefined
      ),
    );
  }

  /** Returns the user who takes over the content of another user, as `--owner-map` names them. */
  private heirOf(userId: string): string | undefined {
    const { source, owners: { map } } = this.options;
    const email = source.item({ type: PERSON, id: userId })?.ownerEmail ?? null;
    return map[userId] ?? (email === null ? undefined : map[email]);
  }

  owner(userId: string): string | null {
    const { source, destination, owners } = this.options;
    const email = source.item({ type: PERSON, id: userId })?.ownerEmail ?? null;
    const mapped = this.heirOf(userId);
    if (mapped !== undefined) return userNamed(destination, mapped);
    const found = this.translator.find(PERSON, userId);
    if (found.state === "pending") {
      this.pending.set(itemKey(found.item), found.item);
      return placeholder(PERSON, userId);
    }
    const who = email === null ? `user ${userId}` : `user ${userId} (${email})`;
    if (found.state === "missing") {
      this.warnings.add(
        owners.fallback === null
          ? `its owner, ${who}, does not exist in the target instance: the API user will own it; to choose another ` +
            "owner, add --owner-map or --default-owner"
          : `its owner, ${who}, does not exist in the target instance: the user of --default-owner will own it`,
      );
      return owners.fallback === null ? null : userNamed(destination, owners.fallback);
    }
    if (destination.props({ type: PERSON, id: found.id })?.get("is_disabled") === true) {
      this.warnings.add(`its owner, ${who}, is disabled`);
    }
    return found.id;
  }

  part(kind: PartKind, id: string): string | null {
    return this.translator.part(kind, id);
  }

  apart(): PartRefs {
    const lacking = new Set<string>();
    const must = (kind: RefKind, id: string): string => {
      const found = this.translator.find(kind, id);
      if (found.state === "there") return found.id;
      if (found.state === "pending") this.pending.set(itemKey(found.item), found.item);
      else {
        lacking.add(`${kind}/${id}`);
        this.lackedByParts.add(`${kind}/${id}`);
      }
      return placeholder(kind, id);
    };
    return {
      lacking,
      must,
      may: (kind, id, options) => this.may(kind, id, options),
      whyLost: (kind, id) => this.whyLost(kind, id),
      later: (kind, id) => this.later(kind, id),
      owner: (id) => this.owner(id),
      part: (kind, id) => this.part(kind, id),
      links: this.links,
      model: (name) => this.modelOr(name, must),
    };
  }

  /** The rules for links in texts. An undo does not correct links that were already broken before the restore. */
  get links(): LinkRules {
    const { source, destination } = this.options, isSame = source.instance === destination.instance;
    return {
      isOwn: (host) => source.hosts.has(host),
      web: isSame ? null : destination.web ?? destination.instance,
      link: (type, id) => source.isWhole ? this.link(type, id) : null,
    };
  }

  private link(type: ContentType, id: string): string | null {
    const { source, destination } = this.options;
    const found = this.translator.find(type, id);
    if (found.state === "there") return found.id;
    if (found.state === "pending") {
      this.openLinks.add(`${type}/${id}`);
      return null;
    }
    if (source.instance === destination.instance) return null;
    if (source.item({ type, id }) === undefined) {
      return this.translator.byAlias(type, id);
    }
    this.warnings.add(
      `a link in its texts points to ${
        itemWords({ type, id }, source.item({ type, id })?.name)
      }, which does not exist in the target instance: the link is not changed`,
    );
    return null;
  }

  model(name: string): string {
    return this.modelOr(name, (kind, id) => this.must(kind, id));
  }

  private modelOr(name: string, must: Refs["must"]): string {
    const { source, destination } = this.options;
    const lackedBefore = source.item({ type: MODEL, id: name }) === undefined &&
      source.items(MODEL).length > 0;
    if (lackedBefore || !source.isWhole || !destination.lists(MODEL)) return name;
    return must(MODEL, name);
  }
}

/**
 * Returns the id of the user of the destination with an id, an email address, or a unique name; the argument if there
 * is
 * none.
 */
export function userNamed(destination: Destination, name: string): string {
  if (destination.has(PERSON, name)) return name;
  const users = [...destination.all(PERSON)];
  const text = ([, user]: [string, Props], property: string): string => asText(user.get(property)) ?? "";
  if (name.includes("@")) {
    return users.find((user) => text(user, "email").toLowerCase() === name.toLowerCase())?.[0] ?? name;
  }
  const named = users.filter((user) =>
    `${text(user, "first_name")} ${text(user, "last_name")}`.trim() === name
  );
  return named.length === 1 ? named[0]?.[0] ?? name : name;
}
