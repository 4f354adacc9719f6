/**
 * The columns of a list of items.
 *
 * @module
 */
import { UsageError } from "../base/errors.ts";
import { ITEM_COLUMNS, type ItemColumn, type ItemRow } from "../inspect/list.ts";
import { bytes } from "./format.ts";
import type { Column } from "./table.ts";

/** A column by its name. @throws {UsageError} naming the columns. */
export function itemColumn(text: string): ItemColumn {
  const wanted = text.toLowerCase().replaceAll("-", "_");
  const found = ITEM_COLUMNS.find((column) => column === wanted);
  if (found !== undefined) return found;
  throw new UsageError(`Cannot show the column "${text}": there is none of that name`, {
    hint: `The columns are: ${ITEM_COLUMNS.join(", ")}.`,
  });
}

/** A column of the table, and what stands in it. */
export interface ItemCell {
  column: Column;
  text: (item: ItemRow) => string;
}

/** The columns of the table when none are asked for: `gone` says whether some items are gone from Looker. */
export function usualCells(gone: boolean): ItemCell[] {
  const cells: ItemCell[] = [
    { column: { title: "id", min: 6 }, text: (item) => item.id },
    { column: { title: "name", min: 16 }, text: (item) => item.name ?? item.id },
    { column: { title: "owner", min: 8, drop: 3 }, text: (item) => item.owner_email ?? "" },
    { column: { title: "folder", min: 4, drop: 2 }, text: (item) => item.folder_id ?? "" },
    { column: { title: "updated", drop: 1 }, text: (item) => shortTime(item.updated_at ?? item.created_at) },
    { column: { title: "size", align: "right", drop: 4 }, text: (item) => bytes(item.content_size) },
  ];
  const mark: ItemCell = {
    column: { title: "state", drop: 1, style: (text, palette) => palette.red(text) },
    text: (item) => item.deleted_at === null ? "" : "deleted",
  };
  return gone ? [...cells, mark] : cells;
}

/** A column that was asked for. None is left out; long texts are cut to fit. */
export function chosenCell(name: ItemColumn): ItemCell {
  const isTime = name.endsWith("_at");
  const isText = name === "name" || name.startsWith("owner") || name === "id" || name === "folder_id";
  return {
    column: {
      title: name,
      ...(isText && { min: name === "name" ? 12 : 4 }),
      ...(name === "content_size" && { align: "right" as const }),
    },
    text: (item) => {
      const value = item[name];
      return isTime && typeof value === "string" ? shortTime(value) : value === null ? "" : String(value);
    },
  };
}

/** `2026-01-02 03:04` of an ISO time. */
export function shortTime(iso: string | null): string {
  return iso === null ? "" : iso.slice(0, 16).replace("T", " ");
}
