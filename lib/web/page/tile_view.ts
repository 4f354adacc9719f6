/**
 * The query of a tile.
 *
 * @module
 */
import type { Query, Tile } from "../data/card.ts";
import { plain, plainLines, titleText } from "../model/plain.ts";
import { visName } from "../model/sketch.ts";
import { placeText } from "../model/words.ts";
import { ui, type View } from "./html.ts";
import { icon } from "./icons.ts";
import { keyLink, link, nameOfKey } from "./store.ts";
import { glyph } from "./viz.ts";

/** A link to what uses a field, an explore or a model. */
export function termLink(term: string, cls = "fchip"): View {
  return ui`<a class=${cls} href=${link(["impact"], { q: term })}><bdi>${plain(term)}</bdi></a>`;
}

function termsView(terms: readonly string[] | undefined): View {
  return ui`<span class="chips">${(terms ?? []).map((term) => termLink(term))}</span>`;
}

function row(name: string, value: unknown): View {
  return ui`
    <dt>${name}</dt>
    <dd>${value}</dd>
  `;
}

function queryView(query: Query): View {
  const filters = Object.entries(query.filters ?? {});
  const has = (list: readonly string[] | undefined): list is readonly string[] => (list ?? []).length > 0;
  return ui`<dl class="facts">${row("Explore", termLink(query.x, "mono"))}${
    row("Fields", termsView(query.fields))
  }
    ${has(query.pivots) ? row("Pivots", termsView(query.pivots)) : null}
    ${
    filters.length === 0 ? null : row(
      "Filters",
      filters.map(([field, value]) =>
        ui`<div class="mono"><bdi>${plain(field)}</bdi> <b>is</b> <bdi>${
          plain(value) || "any value"
        }</bdi></div>`
      ),
    )
  }
    ${
    has(query.custom)
      ? row("Custom fields", query.custom.map((name) => ui`<div><bdi>${plain(name)}</bdi></div>`))
      : null
  }
    ${
    has(query.sorts)
      ? row("Sorting", query.sorts.map((sort) => ui`<div class="mono"><bdi>${plain(sort)}</bdi></div>`))
      : null
  }
    ${query.limit === undefined ? null : row("Row limit", plain(query.limit))}</dl>`;
}

/** The details of a tile. The query of a look has no `onClose`, and no place in a layout. */
export function tileView(tile: Tile, { run, onClose }: { run: number; onClose?: () => void }): View {
  const title = tile.title.trim() === "" ? visName(tile.vis) : titleText(tile.title);
  return ui`
    <section class="tilefacts"
      aria-label=${`Tile ${title}`}><header>${
    glyph(
      tile.vis,
    )
  }<h2><bdi>${title}</bdi></h2><span class="mute">${visName(tile.vis)}${
    onClose === undefined ? "" : ` · ${placeText(tile.at)}`
  }</span>${
    onClose === undefined
      ? null
      : ui`<button class="btn-ic" type="button" aria-label="Close the tile" onClick=${onClose}>${
        icon("cross")
      }</button>`
  }</header>
        ${
    tile.look === undefined
      ? null
      : ui`<p>Shows the look <a href=${keyLink(tile.look)}><bdi>${nameOfKey(tile.look, run)}</bdi></a>.</p>`
  }
        ${tile.text === undefined ? null : ui`<p class="pre"><bdi>${plainLines(tile.text)}</bdi></p>`}
        ${tile.q === undefined ? null : queryView(tile.q)}
        ${(tile.merged ?? []).map((query, i) => ui`<h4 class="mini">Query ${i + 1}</h4>${queryView(query)}`)}
        ${
    (tile.listen ?? []).length === 0 ? null : ui`<dl class="facts">${
      row(
        "Listens to",
        (tile.listen ?? []).map(([filter, field]) =>
          ui`<div><bdi>${titleText(filter)}</bdi> <span class="mute">as</span> <bdi class="mono">${
            plain(field)
          }</bdi></div>`
        ),
      )
    }</dl>`
  }</section>
  `;
}
