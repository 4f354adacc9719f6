/** Options of {@linkcode stringify}. */
export interface StringifyOptions {
  indent?: number;
  skipInvalid?: boolean;
  sortKeys?: boolean;
  lineWidth?: number;
  useAnchors?: boolean;
  compatMode?: boolean;
}
/** Reads YAML 1.2 with the core schema. Throws if the content is not YAML. */
export function parse(content: string): unknown;
export function stringify(data: unknown, options?: StringifyOptions): string;
