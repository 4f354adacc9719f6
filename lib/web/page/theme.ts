/**
 * Light or dark colors: as in the system, unless the user has chosen.
 *
 * @module
 */

/** A choice of colors. */
export type Theme = "auto" | "light" | "dark";

const KEY = "lookervault-theme";

/** Returns the stored choice. A page that is opened from a file may not be allowed to store one. */
export function theme(): Theme {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === "light" || kept === "dark" ? kept : "auto";
  } catch {
    return "auto";
  }
}

/** Applies and stores a choice. */
export function setTheme(choice: Theme): void {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // The choice applies until the page is closed.
  }
  if (choice === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = choice;
}

/** Returns the choice after the current one. */
export function nextTheme(choice: Theme): Theme {
  return choice === "auto" ? "light" : choice === "light" ? "dark" : "auto";
}
