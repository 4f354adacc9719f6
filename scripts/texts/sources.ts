/**
 * All texts of the repository that users or developers read, by source.
 *
 * @module
 */
import { helpTexts } from "./help.ts";
import { paragraphsOf } from "./markdown.ts";
import { type Text, textOf } from "./text.ts";
import { testNames, textsOfCode } from "./typescript.ts";

const ROOT = new URL("../../", import.meta.url);

/** Generated files, whose sources are read instead, and texts from Looker. */
const NOT_OURS = /\/generated\/|^lib\/looker\/api_\w+\.ts$/;

/** The name of a group of texts that are checked together. */
export type SetName = keyof typeof SETS;

/** The groups, with the functions that read their texts. */
const SETS = {
  readme: () => pages(["README.md"]),
  pages: () => pages(NEW_PAGES),
  docs: () =>
    pages(["SECURITY.md", ...filesBelow("docs/", ".md").filter((file) => !NEW_PAGES.includes(file))]),
  contributing: () => pages(["CONTRIBUTING.md"]),
  specs: () => pages(filesBelow("specs/", ".md")),
  changes: () => pages([...filesBelow("changes/", ".md"), "CHANGELOG.md"]),
  help: helpTexts,
  messages: () => code("lib/").filter(({ kind }) => kind === "message"),
  comments: () => code("lib/").filter(({ kind }) => kind === "comment"),
  scripts: () => [...code("scripts/"), ...tasks()],
  workflows: () =>
    [".yml", ".md", ".sh", ".mjs"].flatMap((ending) => pages(filesBelow(".github/", ending)))
      .concat(pages(["action.yml"])),
  tests: () => filesBelow("test/", "_test.ts").flatMap((file) => testNames(file, read(file))),
} as const;

/** Pages of the manual that have followed the glossary from the beginning. */
const NEW_PAGES = ["concepts", "troubleshooting", "faq", "many-instances"].map((name) => `docs/${name}.md`);

/** The names of all groups. */
export const SET_NAMES = Object.keys(SETS) as SetName[];

/** Returns the texts of a group. */
export function textsOf(set: SetName): Text[] {
  return SETS[set]();
}

/**
 * Returns the paths of all files in a folder and below whose names end with `ending`, from the root and in alphabetical
 * order.
 */
export function filesBelow(folder: string, ending: string): string[] {
  return [...Deno.readDirSync(new URL(folder, ROOT))]
    .flatMap(({ name, isDirectory }) =>
      isDirectory
        ? filesBelow(`${folder}${name}/`, ending)
        : name.endsWith(ending)
        ? [`${folder}${name}`]
        : []
    ).sort();
}

function pages(files: readonly string[]): Text[] {
  return files.flatMap((file) => paragraphsOf(file, read(file)));
}

/** Returns the description of each task in `deno.json`. */
function tasks(): Text[] {
  return read("deno.json").split("\n").flatMap((line, index) => {
    const text = /^ +"description": "(.*)",$/.exec(line)?.[1];
    return text === undefined ? [] : [textOf("deno.json", "prose", [{ text, line: index + 1 }])];
  });
}

const codeOf = new Map<string, Text[]>();

function code(folder: string): Text[] {
  let known = codeOf.get(folder);
  if (known === undefined) {
    known = [...filesBelow(folder, ".ts"), ...folder === "lib/" ? ["main.ts"] : []].filter((file) =>
      !NOT_OURS.test(file)
    )
      .flatMap((file) => textsOfCode(file, read(file)));
    codeOf.set(folder, known);
  }
  return known;
}

function read(file: string): string {
  return Deno.readTextFileSync(new URL(file, ROOT));
}
