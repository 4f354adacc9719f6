/** Options of {@linkcode parseArgs}. */
export interface ParseOptions<S extends string, B extends string, C extends string> {
  string?: readonly S[];
  boolean?: readonly B[];
  collect?: readonly C[];
  default?: Record<string, unknown>;
  alias?: Record<string, string>;
  stopEarly?: boolean;
  unknown?: (arg: string, key?: string) => unknown;
}
/** The parsed flags, keyed by name; `_` holds the positional arguments. */
export type Args<S extends string, B extends string, C extends string> =
  & { [K in Exclude<S, C>]?: string }
  & { [K in Exclude<B, C>]: boolean }
  & { [K in C]: string[] }
  & { _: (string | number)[] };
export function parseArgs<S extends string = never, B extends string = never, C extends string = never>(
  args: readonly string[],
  options?: ParseOptions<S, B, C>,
): Args<S, B, C>;
