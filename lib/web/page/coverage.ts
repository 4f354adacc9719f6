/**
 * Coverage: what the backup contains, what it cannot contain, and how this was verified.
 *
 * @module
 */
import { useEffect } from "preact/hooks";
import { headingOf } from "../model/names.ts";
import { plain } from "../model/plain.ts";
import { countText, numberText } from "../model/time.ts";
import { CAPTURE_WORDS, captureAt, gapsAt, noteAt, readerOf } from "../model/verdict.ts";
import { ui, type View } from "./html.ts";
import { icon } from "./icons.ts";
import { questions } from "./overview.ts";
import { Command } from "./parts.ts";
import { lastRun, link, store, when } from "./store.ts";

function typesTable(run: number): View {
  return ui`
    <table class="cov" id="types">
      <caption class="sr">Types of content</caption>
      <thead>
        <tr>
          <th scope="col">Type</th>
          <th scope="col" class="n">Items</th>
          <th scope="col">Captured</th>
          <th scope="col">Restorable</th>
          <th scope="col">Not included</th>
        </tr>
      </thead>
      <tbody>${
    store.head.types.map((type) => {
      const state = captureAt(type, run), note = noteAt(type, run);
      return ui`
          <tr>
            <th scope="row"><a href=${link(["explore"], { type: type.t, state: "all" })}>${
        icon(
          type.t,
          15,
        )
      }${headingOf(type.t)}</a></th>
            <td class="n">${numberText(type.n[run] ?? 0)}</td>
            <td><span class=${`state s-${state}`}>${
        icon(
          state === "c" ? "check" : state === "n" ? "cross" : "warn",
          13,
        )
      } ${CAPTURE_WORDS[state]}</span>${
        note === "" ? null : ui`<p class="small mute"><bdi>${plain(note)}</bdi></p>`
      }</td>
            <td>${type.restorable ? "yes" : ui`<span class="tag">read only</span>`}</td>
            <td class="mute">${type.limits.map(plain).join("; ")}</td>
          </tr>
        `;
    })
  }</tbody>
    </table>
  `;
}

function rights(run: number): View {
  const reader = readerOf(store.head, run), gaps = gapsAt(store.head, run);
  if (reader === null) return null;
  return ui`
    <section
      class="side"><h2>API user</h2><p><b><bdi>${
    plain(
      reader.name,
    )
  }</bdi></b></p><p class="mute">${
    reader.roles.length === 0
      ? "The roles are unknown."
      : ui`Roles: <bdi>${reader.roles.map(plain).join(", ")}</bdi>.`
  } ${
    reader.admin === true
      ? "This user is an admin: Looker shows it everything."
      : reader.admin === false
      ? "This user is not an admin: Looker omits the items that the user cannot see, without notice."
      : "It is unknown whether Looker shows this user everything."
  }</p>${reader.admin === true && gaps.length === 0 ? null : ui`<${Command} words=${["check"]} />`}</section>
  `;
}

function proof(run: number): View {
  const { checks, drills } = store.head, stamp = (at: string): string => store.clock.stamp(new Date(at));
  return ui`
    <section class="side" aria-labelledby="h-checks">
      <h2 id="h-checks"><span>Checks by <code>verify</code></span> <span class="mute">${checks.length}</span></h2>
      <ul class="plainl">${
    checks.slice(0, 8).map(({ at, items, versions, damaged }) =>
      ui`<li><b>${numberText(damaged)} damaged</b> <span class="mute">${
        stamp(at)
      }</span><p class="small mute">${countText(items, "item")}, ${
        countText(versions, "version")
      } checked against their checksums</p></li>`
    )
  }${checks.length === 0 ? ui`<li class="mute">No verification is recorded.</li>` : null}</ul>
      <${Command} words=${["verify"]} />
    </section>
    <section class="side" id="drills" tabindex="-1" aria-labelledby="h-drills">
      <h2 id="h-drills">Restore drills <span class="mute">${drills.length}</span></h2>
      <ul class="plainl">${
    drills.slice(0, 8).map(({ at, sample, same, different, note }) =>
      ui`
          <li
            class=${Date.parse(at) > when(run).getTime() && run !== lastRun() ? "later" : ""}><b>${
        numberText(
          same,
        )
      } of ${numberText(sample)} restored copies equal the backup</b> <span class="mute nb">${
        stamp(
          at,
        )
      }</span>${
        different > 0
          ? ui`<p class="small">${numberText(different)} different. ${plain(note ?? "")}</p>`
          : null
      }</li>
        `
    )
  }${drills.length === 0 ? ui`<li class="mute">No drill is recorded.</li>` : null}</ul>
      <${Command} words=${["restore", "drill", "--sample", "20"]} />
    </section>
  `;
}

/** The page of coverage. */
export function Coverage({ run }: { run: number }): View {
  const { head } = store, gaps = gapsAt(head, run), { part } = store.address.params;
  useEffect(() => {
    if (part === undefined) return;
    const element = document.getElementById(part);
    element?.scrollIntoView({ block: "start" });
    element?.focus({ preventScroll: true });
  }, [part]);
  return ui`
    <main id="main" class="page coverage"
      tabindex="-1"><header class="imp-h"><h1>What this backup contains, and what it cannot contain</h1><p class="mute">After the run of ${
    store
      .clock.stamp(when(run))
  }: ${head.types.length - gaps.length} of ${head.types.length} types are complete.</p></header>
        ${questions(run, true)}
        <div class="icols"><div class="imain">${typesTable(run)}</div><aside class="iside">${
    rights(
      run,
    )
  }${proof(run)}
          <section class="side"><h2>Not included in any backup</h2><ul class="plainl">${
    head.beyond.map((
      text,
    ) => ui`<li>${plain(text)}</li>`)
  }</ul></section>
        </aside></div></main>
  `;
}
