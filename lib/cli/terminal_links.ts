/**
 * Whether a terminal supports links (OSC 8). Most terminals do not say so, and some print what they do not know.
 * Therefore only terminals that are known to support links get them.
 *
 * @module
 */
import type { Io } from "../base/io.ts";

/** Terminals by `TERM_PROGRAM`, and by how their `TERM` begins. */
const PROGRAMS = ["iTerm.app", "WezTerm", "vscode", "ghostty"];
const TERMS = /^(?:xterm-kitty|xterm-ghostty|wezterm|foot|alacritty)(?:-|$)/;

/** From these versions on: before, links were unknown or made the terminal fail. */
const VTE_FROM = 5002, KONSOLE_FROM = 201_200;

/** Whether the terminal of this process knows links; never within `tmux` and `screen`, which are between. */
export function knowsLinks({ env }: Pick<Io, "env">): boolean {
  const term = env("TERM") ?? "";
  if (env("TMUX") !== undefined || /^(?:dumb|linux|screen|tmux)/.test(term)) return false;
  const version = (name: string): number => Number(env(name) ?? 0);
  return TERMS.test(term) || PROGRAMS.includes(env("TERM_PROGRAM") ?? "") ||
    env("WT_SESSION") !== undefined ||
    version("VTE_VERSION") >= VTE_FROM || version("KONSOLE_VERSION") >= KONSOLE_FROM;
}
