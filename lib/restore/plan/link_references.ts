/**
 * The references of an item of which only the links in its texts change.
 *
 * @module
 */
import type { RestoreSource } from "../../handlers/restore_source.ts";
import type { PartKind, RefKind } from "../../looker/item_ref.ts";
import type { JsonObject } from "../../codec/json_value.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import type { Destination } from "../../live/destination_state.ts";
import { ItemRefs, type OwnerRules } from "./item_references.ts";
import type { Translator } from "./translator.ts";
import { linksIn } from "../../looker/links/text_links.ts";
import type { LinkRules } from "../../looker/links/rewrite.ts";

/** What translating these references works with. */
export interface LinkRefsDeps {
  source: RestoreSource;
  destination: Destination;
  translator: Translator;
  owners: OwnerRules;
}

/** References that leave everything in the destination unchanged, except links to old ids. */
export class LinkRefs extends ItemRefs {
  /** The old ids that were found, such as `dashboards/12`. */
  readonly used = new Set<string>();
  private readonly texts: ReadonlySet<string> | null;

  /**
   * In another instance, an id in a text may be an id of that instance. There, only texts that are identical in
   * `before`, the
   * backup, are changed.
   */
  constructor(
    private readonly deps: LinkRefsDeps,
    private readonly old: ReadonlySet<string>,
    before: JsonObject | null,
  ) {
    super(deps.translator, deps);
    this.texts = before === null ? null : textsOf(before);
  }

  override must(_kind: RefKind, id: string): string {
    return id;
  }

  override may(_kind: RefKind, id: string): string | null {
    return id;
  }

  override later(_kind: RefKind, id: string): string | null {
    return id;
  }

  override owner(userId: string): string | null {
    return userId;
  }

  override part(_kind: PartKind, id: string): string | null {
    return id;
  }

  override model(name: string): string {
    return name;
  }

  override get links(): LinkRules {
    const { texts, deps: { source, destination } } = this;
    return {
      isOwn: (host) => source.hosts.has(host),
      web: source.instance === destination.instance ? null : destination.web ?? destination.instance,
      ...(texts !== null && { only: (text) => texts.has(text) }),
      link: (type, id) => this.linkOf(type, id),
    };
  }

  private linkOf(type: ContentType, id: string): string | null {
    const key = `${type}/${id}`;
    const found = this.old.has(key) ? this.deps.translator.find(type, id) : { state: "missing" } as const;
    if (found.state === "missing") return null;
    this.used.add(key);
    if (found.state === "there") return found.id;
    this.openLinks.add(key);
    this.needed.set(key, { type, id });
    return null;
  }
}

/** Returns every text of a body. */
function textsOf(body: JsonObject): ReadonlySet<string> {
  const texts = new Set<string>();
  linksIn(body, {
    isOwn: () => false,
    web: null,
    link: () => null,
    only: (text) => (texts.add(text), false),
  });
  return texts;
}
