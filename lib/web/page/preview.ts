/**
 * A small preview of an item, next to a list.
 *
 * @module
 */
import { useMemo } from "preact/hooks";
import { cardAt } from "../model/apply_ops.ts";
import { oneOf } from "../model/names.ts";
import { plain } from "../model/plain.ts";
import { countText } from "../model/time.ts";
import { Facts, sectionsView } from "./facts_view.ts";
import { useBody } from "./hooks.ts";
import { ui, type View } from "./html.ts";
import { versionAt } from "./item.ts";
import { bones, broken, standingTag } from "./parts.ts";
import { filtersView, Sketch } from "./sketch_view.ts";
import { archive, itemLink, nameOf } from "./store.ts";
import { termLink } from "./tile_view.ts";

/** The preview. */
export function Preview({ i, run }: { i: number; run: number }): View {
  const got = useBody(i), a = archive(), owner = a.owner(i, run), type = a.typeName(i);
  const card = useMemo(() => got.state === "ready" ? cardAt(got.value, versionAt(got.value, run)) : null, [
    got.state,
    run,
  ]);
  const explores = a.usesOf(i, run).map((term) => a.index.terms[term] ?? "").filter((term) =>
    term.includes("::")
  );
  return ui`<div class="pad"><p class="crumb">${
    a.path(i, run).map((folder, n) => ui`${n > 0 ? " / " : ""}<bdi>${nameOf(folder, run)}</bdi>`)
  }</p><h2 class="pv-t"><bdi>${nameOf(i, run)}</bdi> ${standingTag(a.standing(i, run))}</h2>
    <p class="mute pv-m">${oneOf(type)} <bdi>${plain(a.index.id[i] ?? "")}</bdi>${
    owner < 0 ? null : ui` · <bdi>${nameOf(owner, run)}</bdi>`
  } · ${countText(a.index.v[i] ?? 1, "version")}</p><p class="pv-b"><a class="btn primary" href=${
    itemLink(i)
  }>Open</a> <a class="btn" href=${itemLink(i, { panel: "restore" })}>Restore…</a></p>
    ${
    got.state === "failed"
      ? broken(got.error)
      : card === null
      ? bones(6, 40)
      : card.tiles === undefined
      ? ui`<${Facts} card=${card} run=${run} />${sectionsView(card, run)}`
      : ui`${filtersView(card)}<${Sketch} card=${card} row=${13} />`
  }
    ${
    explores.length === 0 ? null : ui`
      <h3 class="mini">Reads from</h3>
      <p class="chips">${explores.slice(0, 20).map((explore) => termLink(explore))}</p>
    `
  }</div>`;
}
