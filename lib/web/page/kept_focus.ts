/**
 * Keeps the place of the keyboard when the focused element disappears, as a button that removes itself does.
 *
 * @module
 */
import { useEffect } from "preact/hooks";

const CONTROLS = 'a[href],button:enabled,select,input,summary,[tabindex="0"]';

function isThere(element: Element): boolean {
  return element.isConnected && element.checkVisibility() && !element.matches(":disabled");
}

/** Returns where the focus goes: to what is left around the element, or to the first control in it. */
function placeAround(ancestors: readonly Element[]): Element | null {
  for (const ancestor of ancestors) {
    if (!isThere(ancestor)) continue;
    if (ancestor.matches(CONTROLS)) return ancestor;
    const control = [...ancestor.querySelectorAll(CONTROLS)].find(isThere);
    if (control !== undefined) return control;
  }
  return document.getElementById("main");
}

/**
 * Moves the focus when the element that has it is removed, hidden or disabled. Without this, the next Tab would start
 * at the beginning of the page. A focus that came from a pointer does not move, because a field could then open the
 * keyboard of a phone.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    let path: Element[] = [];
    const take = ({ target }: FocusEvent): void => {
      path = [];
      if (!(target instanceof Element) || !target.matches(":focus-visible")) return;
      for (let one: Element | null = target; one !== null && one !== document.body; one = one.parentElement) {
        path.push(one);
      }
    };
    const look = (): void => {
      const [last, ...ancestors] = path, active = document.activeElement;
      if (last === undefined || isThere(last)) return;
      if (active !== null && active !== document.body && active !== last) return;
      path = [];
      (placeAround(ancestors) as HTMLElement | null)?.focus({ preventScroll: true });
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: ["class", "disabled", "open"],
    });
    document.addEventListener("focusin", take);
    return () => {
      observer.disconnect();
      document.removeEventListener("focusin", take);
    };
  }, []);
}
