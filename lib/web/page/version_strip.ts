/**
 * The versions of an item on a line, with a slider.
 *
 * @module
 */
import { useMemo, useRef } from "preact/hooks";
import type { Body } from "../data/card.ts";
import { placeOfRun, runAtPlace, slotsOf } from "../model/rail_slots.ts";
import { countText } from "../model/time.ts";
import { ui, type View } from "./html.ts";
import { icon } from "./icons.ts";
import { archive, keyLink, lastRun, nameOfKey, now, runLabel, store, when } from "./store.ts";

/** Describes when and by whom a version was created. */
function versionWords(body: Body, place: number): View {
  const version = body.versions[place];
  if (version === undefined) return null;
  const edited = version.at > 0 ? store.clock.near(new Date(version.at * 6e4), now()) : null;
  const by = version.by === null
    ? null
    : ui` by <a href=${keyLink(version.by)}><bdi>${nameOfKey(version.by)}</bdi></a>`;
  return ui`${
    edited === null ? `seen ${store.clock.near(when(version.r), now())}` : ui`edited ${edited}`
  }${by}`;
}

/** The strip. `place` is the position of the chosen version. */
export function VersionStrip(
  { i, body, place, on }: { i: number; body: Body; place: number; on: (place: number) => void },
): View {
  const a = archive(), box = useRef<HTMLDivElement>(null), { versions } = body, last = versions.length - 1;
  const rail = useMemo(() => slotsOf(store.head.runs, { most: 100_000, least: 2 }), [store.head]);
  const x = (run: number): number => placeOfRun(rail, run);
  const standing = a.standing(i, lastRun());
  const end = standing === "live" ? lastRun() : a.since(i, lastRun());
  const key = (event: KeyboardEvent): void => {
    const step = ({ ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, Home: -1e9, End: 1e9 } as Record<
      string,
      number
    >)[event.key];
    if (step === undefined) return;
    event.preventDefault();
    on(Math.max(0, Math.min(last, place + step)));
  };
  const scrub = (event: PointerEvent): void => {
    const area = box.current?.getBoundingClientRect();
    if ((event.buttons & 1) === 0 || area === undefined) return;
    const run = runAtPlace(rail, (event.clientX - area.left) / area.width);
    let best = 0;
    versions.forEach(({ r }, n) => {
      if (Math.abs(r - run) < Math.abs((versions[best]?.r ?? 0) - run)) best = n;
    });
    on(best);
  };
  const current = versions[place];
  const text = `Version ${place + 1} of ${versions.length}` +
    (current === undefined ? "" : `, first in the backup of ${store.clock.stamp(when(current.r))}`);
  // With very many versions, only some dots are drawn, because they would overlap.
  const step = Math.max(1, Math.floor(versions.length / 300));
  return ui`
    <section class="vstrip"
      aria-label="Versions"><button class="btn-ic" type="button" aria-label="Version before" disabled=${
    place <=
      0
  } onClick=${() => on(place - 1)}>${icon("left")}</button>
        <div class="vplot" ref=${box} role="slider" tabindex="0" aria-label="Version" aria-valuemin="1" aria-valuemax=${versions.length} aria-valuenow=${
    place +
    1
  } aria-valuetext=${text} onKeyDown=${key} onPointerDown=${scrub} onPointerMove=${scrub}>
          <span class="vline" style=${{
    left: `${x(a.index.c[i] ?? 0)}%`,
    width: `${Math.max(0, x(end) - x(a.index.c[i] ?? 0))}%`,
  }} />${
    standing === "live" || standing === "unborn"
      ? null
      : ui`<span class="vend" style=${{ left: `${Math.min(94, x(end))}%` }}>${
        standing === "gone" ? "− deleted" : "⌫ trash"
      }</span>`
  }
          ${
    versions.map(({ r, ops }, n) =>
      n % step !== 0 && n !== place && n !== last
        ? null
        : ui`<i key=${n} class=${`vdot${n === place ? " on" : ""}${n === 0 ? " born" : ""}`} style=${{
          left: `${x(r)}%`,
        }} title=${`${runLabel(r)}${n === 0 ? "" : `, ${countText(ops.length, "difference")}`}`} />`
    )
  }
        </div><button class="btn-ic" type="button" aria-label="Version after" disabled=${
    place >=
      last
  } onClick=${() => on(place + 1)}>${icon("right")}</button>
        <p class="vlabel" role="status"><b>Version ${
    place + 1
  }</b> of ${versions.length}<span class="mute"> · ${versionWords(body, place)}</span></p></section>
  `;
}
