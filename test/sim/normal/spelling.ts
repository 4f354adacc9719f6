/** JSON text in one spelling: what is the same value is the same text, key order kept. @module */

/** Floats and escapes in one way: `1.50` is `1.5`, but `1.0` is not `1`. */
export function oneSpelling(json: string): string {
  return json.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) => {
    if (token.startsWith('"')) return JSON.stringify(JSON.parse(token));
    if (!/[.eE]/.test(token)) return token;
    const value = Number(token), short = Object.is(value, -0) ? "-0" : String(value);
    return /[.e]/.test(short) ? short : `${short}.0`;
  });
}
