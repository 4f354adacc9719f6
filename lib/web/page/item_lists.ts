/**
 * Lists of items on items' pages.
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
  /** What is after an item. */
  note?: (i: number) => string;
  /** Said where there is none; omitted: nothing is shown then. */
  none?: string;
}

/** A list with its heading, the first 40 at first. */
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
