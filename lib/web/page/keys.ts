/**
 * Keyboard shortcuts that work on every page.
 *
 * @module
 */
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import { ui, type View } from "./html.ts";
import { goTo, lastRun, link, moment, setMoment, store } from "./store.ts";

const GO: Readonly<Record<string, string[]>> = {
  o: [],
  c: ["changes"],
  e: ["explore"],
  p: ["people"],
  i: ["impact"],
  v: ["coverage"],
};

const WORDS: readonly (readonly [string, string])[] = [
  ["/", "search"],
  ["[ ]", "previous run, next run"],
  ["← →", "move a slider by one run; Page Up and Page Down: by seven; Home and End: to the ends"],
  ["↑ ↓", "move in a list or a tree; Enter opens"],
  ["g o", "overview"],
  ["g c", "changes"],
  ["g e", "explorer"],
  ["g p", "people"],
  ["g i", "impact"],
  ["g v", "coverage"],
  ["?", "these keys"],
  ["Esc", "leave a field, close"],
];

/** Handles keyboard shortcuts. */
export function useKeys(help: RefObject<HTMLDialogElement | null>): void {
  useEffect(() => {
    let isGoing = false;
    const key = (event: KeyboardEvent): void => {
      if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return;
      const target = event.target as HTMLElement;
      if (/^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName)) {
        if (event.key === "Escape") target.blur();
        return;
      }
      if (help.current?.open === true) return;
      const wasGoing = isGoing, run = moment(), path = GO[event.key];
      isGoing = event.key === "g";
      if (wasGoing && path !== undefined) goTo(link(path));
      else if (event.key === "/") {
        goTo(
          link(["explore"], {
            ...(store.address.path[0] === "explore" ? store.address.params : {}),
            focus: "1",
          }),
        );
      } else if (event.key === "[" && run > 0) setMoment(run - 1);
      else if (event.key === "]" && run < lastRun()) setMoment(run + 1);
      else if (event.key === "?") help.current?.showModal();
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", key);
    return () => removeEventListener("keydown", key);
  }, []);
}

/** The dialog that lists the keyboard shortcuts. */
export function keysDialog(help: RefObject<HTMLDialogElement | null>): View {
  const close = (): void => help.current?.close();
  const outside = (event: Event): void => {
    if (event.target === help.current) close();
  };
  return ui`
    <dialog ref=${help} class="help" aria-labelledby="h-keys"
      onClick=${outside}><h2 id="h-keys">Keys</h2><dl class="keysl">${
    WORDS.map(([keys, text]) =>
      ui`
          <dt>${keys.split(" ").map((one) => ui`<kbd>${one}</kbd> `)}</dt>
          <dd>${text}</dd>
        `
    )
  }</dl><button type="button" class="btn primary" onClick=${close}>Close</button></dialog>
  `;
}
