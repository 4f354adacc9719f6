/**
 * Light or dark: as the system has it, unless the reader chose.
 *
 * @module
 */

/** A choice of colours. */
export type Theme = "auto" | "light" | "dark";

const KEY = "lookervault-theme";

/** The choice; a page from a file may not be allowed to keep one. */
export function theme(): Theme {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === "light" || kept === "dark" ? kept : "auto";
  } catch {
    return "auto";
  }
}

/** Takes and keeps a choice. */
export function setTheme(choice: Theme): void {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // It holds until the page is closed.
  }
  if (choice === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = choice;
}

/** The next choice of the button. */
export function nextTheme(choice: Theme): Theme {
  return choice === "auto" ? "light" : choice === "light" ? "dark" : "auto";
}
