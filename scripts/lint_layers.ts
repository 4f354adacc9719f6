/**
 * Lint plugin: the layer table of lookervault. A lower layer never imports an upper one; SQLite stays in
 * `lib/vault/`; the outside world (environment, console, clock, timers) is touched in `lib/base/` and `main.ts` only.
 *
 * @module
 */

/** What each folder of `lib/` may import, itself aside. */
export const LAYERS: Readonly<Record<string, readonly string[]>> = {
  base: [],
  deps: [],
  codec: ["base"],
  http: ["base"],
  config: ["base"],
  looker: ["base", "codec", "http"],
  vault: ["base", "codec"],
  extract: ["base", "codec", "http", "looker", "vault"],
  restore: ["base", "codec", "http", "looker", "vault", "extract"],
  inspect: ["base", "codec", "http", "looker", "vault"],
  term: ["base", "codec", "looker", "extract", "restore", "inspect"],
  cli: ["base", "codec", "http", "looker", "vault", "config", "extract", "restore", "inspect", "term"],
};

const WORLD = /^(Deno\.env|Deno\.exit|Date\.now|performance\.now|console\.\w+)$/;
const TIMERS = new Set(["setTimeout", "setInterval"]);
const WORLD_FILES = /\/lib\/base\/[^/]+\.ts$|\/main\.ts$/;

/** Says why `file` may not import `specifier`, or `null` when it may. */
export function importProblem(file: string, specifier: string): string | null {
  const own = /\/lib\/([a-z]+)\//.exec(file)?.[1];
  if (own === undefined) return null;
  if (specifier === "node:sqlite") return own === "vault" ? null : "Only lib/vault/ imports node:sqlite";
  if (!specifier.startsWith(".")) return null;
  const path = new URL(specifier, `file://${file}`).pathname;
  const other = /\/lib\/([a-z]+)\/(.+)$/.exec(path);
  if (other === null) return `lib/ does not import ${specifier}`;
  const [, layer, rest] = other as unknown as [string, string, string];
  if (layer === own) return null;
  if (rest.split("/").at(-1)?.startsWith("_")) return `${rest} is private to lib/${layer}/`;
  return LAYERS[own]?.includes(layer) ? null : `lib/${own}/ does not import lib/${layer}/`;
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
          const problem = importProblem(context.filename.replaceAll("\\", "/"), source.value);
          if (problem !== null) context.report({ node: source, message: problem });
        };
        return {
          ImportDeclaration: check,
          ExportNamedDeclaration: check,
          ExportAllDeclaration: check,
          ImportExpression: check,
        };
      },
    },
    world: {
      create(context): Deno.lint.LintVisitor {
        const file = context.filename.replaceAll("\\", "/");
        if (!file.includes("/lib/") || WORLD_FILES.test(file)) return {};
        return {
          MemberExpression(node): void {
            const text = context.sourceCode.getText(node);
            if (WORLD.test(text)) {
              context.report({ node, message: `${text} is touched in lib/base/ only: inject Io or Clock` });
            }
          },
          CallExpression(node): void {
            if (node.callee.type === "Identifier" && TIMERS.has(node.callee.name)) {
              context.report({
                node,
                message: `${node.callee.name} is touched in lib/base/ only: inject Clock`,
              });
            }
          },
        };
      },
    },
  },
};

export default plugin;
