/**
 * Lint plugin for the layers of lookervault. A lower layer never imports an upper one. Only `lib/vault/` uses SQLite.
 * Only `lib/base/` and `main.ts` use the environment, the console, the clock and timers. No file of `lib/` imports
 * itself through others, type imports included.
 *
 * @module
 */

/** The folders that each folder of `lib/` may import, in addition to itself. */
export const LAYERS: Readonly<Record<string, readonly string[]>> = {
  base: [],
  deps: [],
  codec: ["base"],
  http: ["base"],
  config: ["base"],
  looker: ["base", "codec", "http"],
  vault: ["base", "codec"],
  extract: ["base", "codec", "http", "looker", "vault"],
  live: ["base", "codec", "http", "looker", "vault", "extract"],
  inspect: ["base", "codec", "http", "looker", "vault", "extract", "live"],
  handlers: ["base", "codec", "http", "looker", "vault", "extract", "live"],
  restore: ["base", "codec", "http", "looker", "vault", "extract", "live", "handlers"],
  drill: ["base", "codec", "http", "looker", "vault", "extract", "live", "handlers", "restore"],
  compare: ["base", "codec", "looker", "vault", "live", "inspect", "handlers", "restore"],
  snapshot: ["base", "codec", "http", "vault", "config"],
  web: ["base", "codec", "looker", "vault", "extract", "live", "inspect", "handlers"],
  term: [
    "base",
    "codec",
    "looker",
    "extract",
    "live",
    "inspect",
    "handlers",
    "restore",
    "compare",
    "snapshot",
    "web",
  ],
  cli: [
    "base",
    "codec",
    "http",
    "looker",
    "vault",
    "config",
    "extract",
    "live",
    "inspect",
    "handlers",
    "restore",
    "drill",
    "compare",
    "snapshot",
    "web",
    "term",
  ],
};

const WORLD = /^(Deno\.env|Deno\.exit|Date\.now|performance\.now|AbortSignal\.timeout|console\.\w+)$/;
const TIMERS = new Set(["setTimeout", "setInterval"]);

const LAYER = /^lib\/([^/]+)\/(.+)$/;

/** The part that runs in browsers. It is separate from the rest. */
const PAGE_FOLDER = "lib/web/page/", PAGE = new RegExp(`^${PAGE_FOLDER}`);

/** The path of the checkout, with a slash at its end and none before a drive letter. */
const ROOT = decodeURIComponent(new URL("../", import.meta.url).pathname).replace(/^\/(?=[A-Za-z]:)/, "");

/** Returns why `file` of the checkout `root` may not import `specifier`; `null` if it may. */
export function importProblem(file: string, specifier: string, root = ROOT): string | null {
  const path = pathIn(root, file);
  const own = LAYER.exec(path)?.[1];
  if (own === undefined) return null;
  if (!Object.hasOwn(LAYERS, own)) return `lib/${own}/ is not in the table of layers`;
  if (specifier === "node:sqlite") return own === "vault" ? null : "Only lib/vault/ imports node:sqlite";
  if (!specifier.startsWith(".")) return null;
  const other = LAYER.exec(new URL(specifier, `file:///${path}`).pathname.slice(1));
  if (other === null) return `lib/ does not import ${specifier}`;
  const [, layer, rest] = other as unknown as [string, string, string];
  if (layer === own) return own === "web" ? pageProblem(path, rest) : null;
  if (PAGE.test(path)) return `${PAGE_FOLDER} runs in a browser and does not import lib/${layer}/`;
  if (rest.split("/").at(-1)?.startsWith("_")) return `${rest} is private to lib/${layer}/`;
  return LAYERS[own]?.includes(layer) ? null : `lib/${own}/ does not import lib/${layer}/`;
}

/** Returns why a file of lib/web/ may not import another. Code that runs in a browser is separate from the rest. */
function pageProblem(file: string, imported: string): string | null {
  const isPage = PAGE.test(file), isPagePart = imported.startsWith("page/");
  if (isPagePart && !isPage) return `${PAGE_FOLDER} runs in a browser: no other file imports it`;
  return !isPage || isPagePart || /^(data|model)\//.test(imported)
    ? null
    : `${PAGE_FOLDER} does not import lib/web/${imported}`;
}

/** Returns a file's path from the root of the checkout, with slashes. */
function pathIn(root: string, file: string): string {
  const path = file.replaceAll("\\", "/");
  return path.startsWith(root) ? path.slice(root.length) : path;
}

/** Finds circular imports. Each file is read one time, when it is first needed. */
export class Circles {
  private readonly imports = new Map<string, readonly string[]>();

  /** `read` returns the text of a file by its path from the root of the checkout; null if there is none. */
  constructor(private readonly read: (path: string) => string | null) {}

  /** Returns the shortest path from `file` through `imported` back to `file`; null if there is none. */
  through(file: string, imported: string): string[] | null {
    const before = new Map<string, string | null>([[imported, null]]);
    for (const one of before.keys()) {
      if (one === file) {
        const way: string[] = [];
        for (let at: string | null = one; at !== null; at = before.get(at) ?? null) way.unshift(at);
        return [file, ...way];
      }
      for (const next of this.importsOf(one)) if (!before.has(next)) before.set(next, one);
    }
    return null;
  }

  private importsOf(path: string): readonly string[] {
    let known = this.imports.get(path);
    if (known === undefined) {
      known = [...(this.read(path) ?? "").matchAll(/(?:from|import)\s*\(?\s*"(\.{1,2}\/[^"]+)"/g)]
        .map(([, specifier = ""]) => resolved(path, specifier)).filter((one) => LAYER.test(one));
      this.imports.set(path, known);
    }
    return known;
  }
}

/** Resolves a specifier in a file to a path from the root of the checkout. */
function resolved(file: string, specifier: string): string {
  return new URL(specifier, `file:///${file}`).pathname.slice(1);
}

const circles = new Circles((path) => {
  try {
    return Deno.readTextFileSync(`${ROOT}${path}`);
  } catch {
    return null;
  }
});

/** Returns through which files `file` imports itself; `null` if it does not. */
function circleProblem(file: string, specifier: string): string | null {
  const path = pathIn(ROOT, file);
  if (!LAYER.test(path) || !specifier.startsWith(".")) return null;
  const way = circles.through(path, resolved(path, specifier));
  return way === null ? null : `Circular import: ${way.join(" > ")}`;
}

const plugin: Deno.lint.Plugin = {
  name: "layers",
  rules: {
    imports: {
      create(context): Deno.lint.LintVisitor {
        const check = (
          node: Deno.lint.Node & { source?: Deno.lint.StringLiteral | Deno.lint.Expression | null },
        ): void => {
          const source = node.source;
          if (!source || source.type !== "Literal" || typeof source.value !== "string") return;
          const problem = importProblem(context.filename, source.value) ??
            circleProblem(context.filename, source.value);
          if (problem !== null) context.report({ node: source, message: problem });
        };
        return {
          ImportDeclaration(node): void {
            check(node);
            if (node.source.value !== "node:sqlite" || node.importKind === "type") return;
            const path = pathIn(ROOT, context.filename);
            if (!path.startsWith("lib/") || path === "lib/vault/connect.ts") return;
            context.report({
              node,
              message:
                "Only lib/vault/connect.ts opens files with SQLite, because it checks them first: import only types",
            });
          },
          ExportNamedDeclaration: check,
          ExportAllDeclaration: check,
          ImportExpression: check,
        };
      },
    },
    world: {
      create(context): Deno.lint.LintVisitor {
        const path = pathIn(ROOT, context.filename), layer = LAYER.exec(path)?.[1];
        if (layer === undefined || layer === "base" || PAGE.test(path)) return {};
        return {
          MemberExpression(node): void {
            const text = context.sourceCode.getText(node);
            if (WORLD.test(text)) {
              context.report({ node, message: `${text} may be used only in lib/base/: inject Io or Clock` });
            }
          },
          CallExpression(node): void {
            if (node.callee.type === "Identifier" && TIMERS.has(node.callee.name)) {
              context.report({
                node,
                message: `${node.callee.name} may be used only in lib/base/: inject Clock`,
              });
            }
          },
          NewExpression(node): void {
            const isDate = node.callee.type === "Identifier" && node.callee.name === "Date";
            if (isDate && node.arguments.length === 0) {
              context.report({ node, message: "new Date() may be used only in lib/base/: inject Clock" });
            }
          },
        };
      },
    },
  },
};

export default plugin;
