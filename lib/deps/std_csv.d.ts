/** Options of {@linkcode stringify}. */
export interface StringifyOptions {
  headers?: boolean;
  separator?: string;
  bom?: boolean;
}
/** Reads rows. Throws if the input is not CSV. */
export function parse(input: string): string[][];
/** Writes rows, each ended by CR and LF. */
export function stringify(
  data: readonly (readonly (string | number | boolean | null)[])[],
  options?: StringifyOptions,
): string;
