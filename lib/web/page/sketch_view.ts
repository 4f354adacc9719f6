/**
 * The sketch of a dashboard's layout.
 *
 * @module
 */
import type { Card } from "../data/card.ts";
import { titleText } from "../model/plain.ts";
import { layoutOf, type Mark, visName } from "../model/sketch.ts";
import { ui, type View } from "./html.ts";
import { sign } from "./parts.ts";
import { glyph, viz } from "./viz.ts";
import type { Op } from "../data/card.ts";

const MARKS: Readonly<Record<Mark, readonly [cls: string, shown: string]>> = {
  added: ["add", "+"],
  removed: ["del", "−"],
  changed: ["chg", "~"],
  moved: ["mov", "↕"],
};

interface SketchProps {
  card: Card;
  tab?: string | undefined;
  marks?: ReadonlyMap<string, Mark> | null;
  /** The id of the chosen tile. */
  chosen?: string | null;
  on?: (tile: string | null) => void;
  /** Pixels per row. */
  row?: number;
  label?: string;
}

/** The sketch. */
export function Sketch({ card, tab, marks = null, chosen = null, on, row = 22, label }: SketchProps): View {
  const { tiles, rows } = layoutOf(card, tab);
  if (tiles.length === 0) {
    return ui`<div class="sketch-empty">No tiles${(card.tabs ?? []).length > 0 ? " on this tab" : ""}</div>`;
  }
  const style = { gridTemplateRows: `repeat(${rows},${row}px)` };
  return ui`<div class=${`sketch${marks === null ? "" : " marked"}`} style=${style} role="group" aria-label=${
    label ?? `Layout, ${tiles.length} tiles`
  }>${
    tiles.map((placed) => {
      const { tile, column, width, height } = placed,
        mark = marks?.get(tile.id),
        drawn = mark === undefined ? null : MARKS[mark];
      const isChosen = chosen === tile.id,
        title = tile.title.trim() === "" ? visName(tile.vis) : titleText(tile.title);
      const cls =
        `tile v-${tile.vis === "text" ? "text" : "q"}${drawn === null ? "" : ` m-${drawn[0]}`}${
          isChosen ? " sel" : ""
        }` +
        `${height * row < 50 ? " flat" : ""}${width <= 4 ? " slim" : ""}${width <= 8 ? " narrow" : ""}`;
      const at = {
        gridColumn: `${column + 1} / span ${width}`,
        gridRow: `${placed.row + 1} / span ${height}`,
      };
      const inside = ui`
        <span class="tile-h">${glyph(tile.vis)}<bdi class="tile-t">${title}</bdi>${
        drawn === null
          ? null
          : ui`<span class=${`mark k-${drawn[0]}`} role="img" aria-label=${mark}>${drawn[1]}</span>`
      }</span><span
          class="tile-b">${viz(placed)}</span>
      `;
      const hint = `${title} · ${visName(tile.vis)}`;
      return on === undefined
        ? ui`<div key=${tile.id} class=${cls} style=${at} title=${hint}>${inside}</div>`
        : ui`
          <button type="button" key=${tile.id} class=${cls} style=${at} title=${hint}
            onClick=${() => on(isChosen ? null : tile.id)} aria-pressed=${String(isChosen)}>${inside}</button>
        `;
    })
  }</div>`;
}

/** The filters of a dashboard. Filters with differences are marked. */
export function filtersView(card: Card, ops: readonly Op[] = []): View {
  const filters = card.filters ?? [];
  if (filters.length === 0) return null;
  const marked = new Map(
    ops.flatMap((op) =>
      (op.k === "+" || op.k === "-" || op.k === "part") && op.of === "filters"
        ? [[op.id, op.k === "part" ? "~" : op.k]]
        : []
    ) as [string, "+" | "-" | "~"][],
  );
  return ui`<ul class="dfilters" aria-label="Filters of the dashboard">${
    filters.map(({ id, title, def, field, x }) => {
      const kind = marked.get(id);
      return ui`
        <li class=${kind === undefined ? "" : "hot"}
          title=${[x, field].filter(Boolean).join(" ")}>${
        kind === undefined ? null : sign(kind)
      }<bdi class="cut">${titleText(title)}</bdi><b class="cut"><bdi>${
        def === "" ? "any value" : titleText(def)
      }</bdi></b></li>
      `;
    })
  }</ul>`;
}
