/**
 * Lists of items on the pages of items.
 *
 * @module
 */
import { useState } from "preact/hooks";
import { countText, numberText } from "../model/time.ts";
import { ui, type View } from "./html.ts";
import { itemView, standingTag } from "./parts.ts";
import { archive } from "./store.ts";

interface ItemListProps {
  title: string;
  items: readonly number[];
  run: number;
  /** Returns the text after an item. */
  note?: (i: number) => string;
  /** The text for an empty list. Without it, an empty list is not shown. */
  none?: string;
}

/** A list with its heading. It shows 40 items until the user expands it. */
export function ItemList({ title, items, run, note, none }: ItemListProps): View {
  const [most, setMost] = useState(40), a = archive();
  if (items.length === 0 && none === undefined) return null;
  return ui`
    <section
      class="ilists"><h2 class="h-sub">${title} <span class="mute">${
    items.length === 0 ? "" : numberText(items.length)
  }</span></h2>${
    items.length === 0
      ? ui`<p class="mute">${none}</p>`
      : ui`<ul class="ilist">${
        items.slice(0, most).map((i) =>
          ui`<li key=${i}>${itemView(i, { run, sub: note?.(i) ?? "" })}${
            standingTag(a.standing(i, run))
          }</li>`
        )
      }</ul>`
  }${
    items.length > most
      ? ui`<button class="lnk" type="button" onClick=${() => setMost(most + 400)}>${
        countText(items.length - most, "more item")
      }</button>`
      : null
  }</section>
  `;
}
