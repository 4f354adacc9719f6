/**
 * The guards that `deno task mutants` takes out, one at a time: a change of one place in the code, and the test that must
 * fail for it. `find` stands exactly once in its file.
 *
 * @module
 */

/** One guard. */
export interface Mutant {
  /** As in `specs/004-invariants.md`. */
  id: string;
  /** What is broken, in a few words. */
  broken: string;
  file: string;
  find: string;
  replace: string;
  /** The test that fails: its file, and its name or a part of it as it stands in the file. */
  test: { file: string; name: string };
}

/** Every guard. */
export const MUTANTS: readonly Mutant[] = [
  {
    id: "2e",
    broken: "an item that answers 404 counts as gone although its listing failed",
    file: "lib/extract/capture/singles.ts",
    find: "    known = false;",
    replace: "    known = true;",
    test: {
      file: "test/extract/deletions_test.ts",
      name: "does not mark what answers 404 as deleted where listing it again failed",
    },
  },
  {
    id: "3a",
    broken: "the checkpoint is written in a transaction of its own, after that of its rows",
    file: "lib/extract/writer.ts",
    find: "      this.recordFailures(failures, at);\n      return results;\n    });",
    replace:
      "      this.recordFailures(failures, at);\n      return results;\n    });\n    vault.withTransaction(() => {});",
    test: { file: "test/extract/writer_test.ts", name: "a batch and its checkpoint are one transaction" },
  },
];
