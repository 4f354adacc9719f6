/**
 * Writes the wanted state of the sections and items of a board individually, and then their orders.
 *
 * @module
 */
import type { Writer } from "../task.ts";
import { asText, asTexts, type JsonObject, sameJson } from "../../codec/json_value.ts";
import { changedKeys, diffForms, pick, withoutNulls } from "../../live/form_changes.ts";
import { AS_IS } from "../references.ts";
import { type BoardForm, type BoardSectionForm, ORDER, ownOf, sectionsForm } from "./board_form.ts";
import { type BoardMatch, extraItems, itemPath, matchBoards, sectionPath } from "./board_match.ts";

/** Writes the differences between the live form (an empty board if it is new) and the wanted one. */
export async function writeSections(
  writer: Writer,
  boardId: string,
  { live, wanted }: { live: BoardForm; wanted: BoardForm },
): Promise<void> {
  if (wanted.sections === undefined) return;
  await new BoardWriter(writer, boardId, live, wanted).write();
}

class BoardWriter {
  private readonly matched: BoardMatch;
  /** Ids in the wanted form → ids in the destination. */
  private readonly sectionIds = new Map<string, string>();
  private readonly itemIds = new Map<string, string>();
  /** The ids of sections and items that existed before or were already written. */
  private readonly claimed = new Set<string>();

  constructor(
    private readonly writer: Writer,
    private readonly boardId: string,
    private readonly live: BoardForm,
    private readonly wanted: BoardForm,
  ) {
    this.matched = matchBoards(live, wanted);
    for (const section of live.sections ?? []) {
      this.claimed.add(`section ${idOf(section)}`);
      for (const item of section.items ?? []) this.claimed.add(`item ${idOf(item)}`);
    }
  }

  async write(): Promise<void> {
    const { sections = [], section_order } = this.wanted;
    for (const section of sections) {
      await this.writer.attempt(sectionPath(section), async () => {
        const id = await this.section(section);
        this.sectionIds.set(idOf(section), id);
        this.claimed.add(`section ${id}`);
      });
    }
    for (const section of sections) {
      for (const item of section.items ?? []) {
        const sectionId = this.sectionIds.get(idOf(section));
        // If a section could not be created, its items are not created either.
        if (sectionId === undefined) continue;
        await this.writer.attempt(itemPath(section, item), async () => {
          const id = await this.item(item, sectionId);
          this.itemIds.set(idOf(item), id);
          this.claimed.add(`item ${id}`);
        });
      }
    }
    await this.removeExtras();
    for (const section of sections) await this.itemOrder(section);
    const order = section_order?.flatMap((id) => this.sectionIds.get(id) ?? []);
    if (order !== undefined && !sameJson(order, this.live.section_order ?? [])) {
      await this.writer.attempt(
        ORDER,
        () => this.writer.send("update_board", { board_id: this.boardId }, { section_order: order }),
      );
    }
  }

  private async section(section: JsonObject): Promise<string> {
    const there = this.matched.sections.get(section);
    if (there !== undefined) {
      const params = { board_section_id: idOf(there) }, at = sectionPath(section);
      await this.writer.patch("update_board_section", params, changed(there, section), { at });
      return idOf(there);
    }
    const made = await this.writer.create({
      operation: "create_board_section",
      body: { board_id: this.boardId, ...withoutNulls(ownOf(section)) },
      at: sectionPath(section),
      step: `board_sections/${idOf(section)}`,
      creates: { kind: "board_sections", id: idOf(section) },
      find: async () =>
        (await this.present()).find((one) => this.isNew("section", one) && isLike(one, section)) ?? null,
    });
    return idOf(made);
  }

  private async item(item: JsonObject, sectionId: string): Promise<string> {
    const there = this.matched.items.get(item);
    if (there !== undefined) {
      const body = changed(there, item);
      const from = idOf(this.matched.sectionOf.get(there) ?? {});
      if (from !== sectionId) body["board_section_id"] = sectionId;
      await this.writer.patch("update_board_item", { board_item_id: idOf(there) }, body);
      return idOf(there);
    }
    const made = await this.writer.create({
      operation: "create_board_item",
      body: { board_section_id: sectionId, ...withoutNulls(ownOf(item)) },
      step: `board_items/${idOf(item)}`,
      creates: { kind: "board_items", id: idOf(item) },
      find: async () =>
        (await this.present()).filter((section) => idOf(section) === sectionId)
          .flatMap(({ items = [] }) => items)
          .find((one) => this.isNew("item", one) && isLike(one, item)) ?? null,
    });
    return idOf(made);
  }

  private async removeExtras(): Promise<void> {
    const kept = new Set(this.matched.sections.values()), items = new Set(this.matched.items.values());
    for (const section of this.live.sections ?? []) {
      if (!kept.has(section)) {
        const params = { board_section_id: idOf(section) };
        await this.writer.attempt(
          sectionPath(section),
          () => this.writer.send("delete_board_section", params),
        );
        continue;
      }
      for (const item of extraItems(section, this.matched, items)) {
        const params = { board_item_id: idOf(item) };
        await this.writer.attempt(
          itemPath(section, item),
          () => this.writer.send("delete_board_item", params),
        );
      }
    }
  }

  private async itemOrder(section: JsonObject): Promise<void> {
    if (section["item_order"] === undefined) return;
    const order = asTexts(section["item_order"]).flatMap((id) => this.itemIds.get(id) ?? []);
    const there = this.matched.sections.get(section), id = this.sectionIds.get(idOf(section));
    if (id === undefined || sameJson(order, asTexts(there?.["item_order"]))) return;
    await this.writer.attempt(
      `${sectionPath(section)}.item_order`,
      () => this.writer.send("update_board_section", { board_section_id: id }, { item_order: order }),
    );
  }

  /** Reads the current sections of the board. */
  private async present(): Promise<BoardSectionForm[]> {
    const board = await this.writer.get("board", { board_id: this.boardId });
    return sectionsForm(board ?? {}, AS_IS).sections ?? [];
  }

  private isNew(what: "section" | "item", object: JsonObject): boolean {
    return !this.claimed.has(`${what} ${idOf(object)}`);
  }
}

function idOf(object: JsonObject): string {
  return asText(object["id"]) ?? "";
}

/** Returns the own properties of a section or an item that differ. */
function changed(live: JsonObject, wanted: JsonObject): JsonObject {
  return pick(wanted, changedKeys(diffForms(ownOf(live), ownOf(wanted), { type: "boards" })));
}

function isLike(live: JsonObject, wanted: JsonObject): boolean {
  return diffForms(ownOf(live), ownOf(wanted), { type: "boards" }).length === 0;
}
