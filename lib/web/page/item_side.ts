/**
 * The side column of an item: how to restore it, what it uses, and what depends on it.
 *
 * @module
 */
import type { RefObject } from "preact";
import type { Body } from "../data/card.ts";
import { cardAt } from "../model/apply_ops.ts";
import { headingOf } from "../model/names.ts";
import { plain } from "../model/plain.ts";
import { countText, numberText } from "../model/time.ts";
import { ui, type View } from "./html.ts";
import { icon } from "./icons.ts";
import { bones, itemView } from "./parts.ts";
import { restoreVersion, whyFixed } from "./restore_view.ts";
import { archive, link, store, when } from "./store.ts";
import { termLink } from "./tile_view.ts";

interface SideProps {
  i: number;
  run: number;
  body: Body;
  rest: RefObject<HTMLElement | null>;
  isNewest: boolean;
  isLive: boolean;
  place: number;
  /** The run whose state is restored. */
  shownRun: number;
}

/** The side column. */
export function itemSide(props: SideProps): View {
  const { i, run } = props, a = archive(), back = a.moment(run).back(i);
  const groups = Map.groupBy(
    back.filter(({ i: one }) => a.standing(one, run) !== "unborn" && one !== i && !isSaid(i, one)),
    ({ i: one }) => a.typeName(one),
  );
  const order = ["scheduled_plans", "alerts", "boards", "dashboards"];
  const types = [...new Set([...order.filter((type) => groups.has(type)), ...groups.keys()])];
  return ui`<aside class="iside">${restoreBox(props)}${a.isLinked ? readsFrom(i, run) : bones(5)}
    ${
    types.map((type) => {
      const items = [...new Set((groups.get(type) ?? []).map(({ i: one }) => one))];
      return ui`
        <section class="side">
          <h2>${
        { scheduled_plans: "Schedules", boards: "On boards", dashboards: "On dashboards" }[type] ??
          headingOf(type)
      } <span class="mute">${numberText(items.length)}</span></h2>
          <ul class="plainl">${
        items.slice(0, 8).map((one) => ui`<li>${itemView(one, { run })}${mails(one, run)}</li>`)
      }${items.length > 8 ? ui`<li class="mute">${countText(items.length - 8, "more")}</li>` : null}</ul>
        </section>
      `;
    })
  }
    ${
    back.length > 0 || a.typeName(i) === "dashboards"
      ? ui`<p class="small"><a href=${
        link(["impact"], { item: a.keyOf(i) })
      }>What depends on this item</a></p>`
      : null
  }</aside>`;
}

/** Whether the page of a user already shows the reference. */
function isSaid(i: number, by: number): boolean {
  const a = archive();
  return a.typeName(i) === "users" && /^(groups|roles|folders)$/.test(a.typeName(by));
}

function mails(i: number, run: number): View {
  const a = archive(), type = a.typeName(i);
  const sent = type === "scheduled_plans" || type === "alerts"
    ? a.mailsOf(i, run).map((mail) => a.index.mails[mail] ?? "")
    : [];
  return sent.length === 0
    ? null
    : ui`<span class="sub mute cut"><bdi>${plain(sent.slice(0, 12).join(", "))}</bdi></span>`;
}

function readsFrom(i: number, run: number): View {
  const a = archive(), terms = a.usesOf(i, run).map((term) => a.index.terms[term] ?? "");
  const explores = terms.filter((term) => term.includes("::")),
    fields = terms.filter((term) => !term.includes("::")).sort();
  if (terms.length === 0) return null;
  return ui`<section class="side"><h2>Reads from</h2><ul class="plainl">${
    explores.map((explore) => ui`<li>${termLink(explore, "mono")}</li>`)
  }</ul>${
    fields.length === 0 ? null : ui`
      <details class="fold">
        <summary>${countText(fields.length, "field")}</summary>
        <p class="chips">${fields.map((field) => termLink(field))}</p>
      </details>
    `
  }</section>`;
}

function restoreBox({ i, body, rest, isNewest, isLive, place, shownRun }: SideProps): View {
  const a = archive(), number = place + 1, stamp = store.clock.stamp(when(shownRun));
  const steps = restoreVersion({ i, body, place });
  // For a version in the trash, a restore takes the version before it, so that there is no other choice.
  const isOnly = place === 0 || whyFixed(i, cardAt(body, place).fixed) !== null ||
    (isNewest && a.standing(i, shownRun) === "trash");
  const undo = isOnly ? null : restoreVersion({ i, body, place: place - 1 });
  const own = isNewest && isLive
    ? ui`
      <details class="fold restore-own" open=${undo === null}>
        <summary>Restore version ${number}, as in this backup</summary>
        <p class="mute">Use this if the item has been changed in Looker since this backup.</p>${steps}
      </details>
    `
    : undo === null
    ? steps
    : ui`
      <details class="fold restore-own" open>
        <summary>Restore version ${number} (with these changes)</summary>${steps}
      </details>
    `;
  const before = undo === null ? null : ui`
    <details class="fold restore-undo" open=${isNewest && isLive}>
      <summary>${
    isNewest && isLive ? "To undo the last change" : "Undo these changes"
  }: restore version ${place}</summary>${undo}
    </details>
  `;
  return ui`
    <section class="panel restorebox" ref=${rest} tabindex="-1"
      aria-labelledby="h-rest"><h2 id="h-rest">${icon("undo")} Restore</h2>
      <p class="rv"><b>Version ${number}</b> <span class="mute">${
    isNewest && isLive
      ? `is what Looker had at the last backup.${place > 0 ? " For a former version, choose it above." : ""}`
      : `as in the backup of ${stamp}`
  }</span></p>${isNewest && isLive ? ui`${before}${own}` : ui`${own}${before}`}</section>
  `;
}
