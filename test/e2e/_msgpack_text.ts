/**
 * MessagePack as JSON text, and JSON text in one spelling: what JavaScript objects would reorder or round stays exact.
 *
 * @module
 */

/** The JSON text of a MessagePack value, keys in their order; the key `without` of the outermost map is left out. */
export function msgpackText(bytes: Uint8Array, without?: string): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let at = 0;
  const size = (width: 1 | 2 | 4): number => {
    const value = width === 1 ? view.getUint8(at) : width === 2 ? view.getUint16(at) : view.getUint32(at);
    at += width;
    return value;
  };
  const string = (length: number): string => {
    at += length;
    return JSON.stringify(utf8.decode(bytes.subarray(at - length, at)));
  };
  const list = (length: number): string => `[${Array.from({ length }, () => read(false)).join(",")}]`;
  const map = (length: number, outermost: boolean): string => {
    const parts: string[] = [];
    for (let i = 0; i < length; i++) {
      const key = read(false), value = read(false);
      if (!outermost || key !== JSON.stringify(without)) parts.push(`${key}:${value}`);
    }
    return `{${parts.join(",")}}`;
  };
  const fixed = (width: number, value: number | bigint): string => {
    at += width;
    return Object.is(value, -0) ? "-0" : String(value);
  };
  const read = (outermost: boolean): string => {
    const tag = size(1);
    if (tag < 0x80) return String(tag);
    if (tag < 0x90) return map(tag & 15, outermost);
    if (tag < 0xa0) return list(tag & 15);
    if (tag < 0xc0) return string(tag & 31);
    if (tag >= 0xe0) return String(tag - 256);
    switch (tag) {
      case 0xc0:
        return "null";
      case 0xc2:
        return "false";
      case 0xc3:
        return "true";
      case 0xca:
        return fixed(4, view.getFloat32(at));
      case 0xcb:
        return fixed(8, view.getFloat64(at));
      case 0xcc:
        return fixed(1, view.getUint8(at));
      case 0xcd:
        return fixed(2, view.getUint16(at));
      case 0xce:
        return fixed(4, view.getUint32(at));
      case 0xcf:
        return fixed(8, view.getBigUint64(at));
      case 0xd0:
        return fixed(1, view.getInt8(at));
      case 0xd1:
        return fixed(2, view.getInt16(at));
      case 0xd2:
        return fixed(4, view.getInt32(at));
      case 0xd3:
        return fixed(8, view.getBigInt64(at));
      case 0xd9:
        return string(size(1));
      case 0xda:
        return string(size(2));
      case 0xdb:
        return string(size(4));
      case 0xdc:
        return list(size(2));
      case 0xdd:
        return list(size(4));
      case 0xde:
        return map(size(2), outermost);
      case 0xdf:
        return map(size(4), outermost);
      default:
        throw new Error(`unexpected MessagePack tag ${tag}`);
    }
  };
  const text = read(true);
  if (at !== bytes.length) throw new Error(`${bytes.length - at} bytes behind the value`);
  return text;
}

/** JSON text without space, each string and number in one spelling; the order of keys and every digit stay. */
export function oneSpelling(json: string): string {
  return json.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\s+/g, (token) => {
    if (token.startsWith('"')) return JSON.stringify(JSON.parse(token));
    if (token.trim() === "") return "";
    if (/^-?\d+$/.test(token) && token !== "-0") return token;
    const value = Number(token);
    return Object.is(value, -0) ? "-0" : String(value);
  });
}
