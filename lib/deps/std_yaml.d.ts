/** Options of {@linkcode stringify}. */
export interface StringifyOptions {
  indent?: number;
  skipInvalid?: boolean;
  sortKeys?: boolean;
  lineWidth?: number;
  useAnchors?: boolean;
  compatMode?: boolean;
}
export function stringify(data: unknown, options?: StringifyOptions): string;
