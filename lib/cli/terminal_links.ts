/**
 * Detects terminals that support links (OSC 8). Most terminals do not report it, and some print unknown sequences.
 * Therefore only terminals that are known to support links get them.
 *
 * @module
 */
import type { Io } from "../base/io.ts";

/** Terminals by their `TERM_PROGRAM`, and by the start of their `TERM`. */
const PROGRAMS = ["iTerm.app", "WezTerm", "vscode", "ghostty"];
const TERMS = /^(?:xterm-kitty|xterm-ghostty|wezterm|foot|alacritty)(?:-|$)/;

/** The first versions with links. In earlier versions, links did not work or made the terminal fail. */
const VTE_FROM = 5002, KONSOLE_FROM = 201_200;

/**
 * Whether the terminal of this process supports links. Always false in `tmux` and `screen`, which may not pass links
 * on.
 */
export function knowsLinks({ env }: Pick<Io, "env">): boolean {
  const term = env("TERM") ?? "";
  if (env("TMUX") !== undefined || /^(?:dumb|linux|screen|tmux)/.test(term)) return false;
  const version = (name: string): number => Number(env(name) ?? 0);
  return TERMS.test(term) || PROGRAMS.includes(env("TERM_PROGRAM") ?? "") ||
    env("WT_SESSION") !== undefined ||
    version("VTE_VERSION") >= VTE_FROM || version("KONSOLE_VERSION") >= KONSOLE_FROM;
}
