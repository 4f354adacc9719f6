/**
 * The exit codes of the commands that restore, for their help.
 *
 * @module
 */

/** The exit codes and their meanings for a restore. */
export const EXITS = {
  exits: [0, 1, 2, 3, 4, 5, 6, 130],
  meanings: {
    4: "partial: finished, but some items, which are named, could not be restored",
    130: "interrupted, or not confirmed; resume with lookervault restore resume",
  },
} as const;
