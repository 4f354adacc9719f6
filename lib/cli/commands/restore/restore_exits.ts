/**
 * The exit codes of the restores that write, as their help lists them.
 *
 * @module
 */

/** Exit codes with what they mean of a restore. */
export const EXITS = {
  exits: [0, 1, 2, 3, 4, 5, 6, 130],
  meanings: {
    4: "partial: finished, but the items named above could not be restored",
    130: "interrupted, or not confirmed; resume with lookervault restore resume",
  },
} as const;
