/**
 * Finds the running test in the output of `deno test`: a test that is named there and has no result yet.
 *
 * @module
 */

// deno-lint-ignore no-control-regex -- the escapes of colors
const STYLE = /\x1b\[[\d;]*m/g;
const BEGUN = /^( *)(\S.*) \.\.\. ?$/;
/** The lines around the output of a test. */
const OWN = /^-+ (?:\S+ )?output (end )?-+$/;
const ENDED = /^( *)(\S.*) \.\.\. (ok|FAILED|ignored)\b/;

/** Follows the output of one `deno test`. */
export class UnderWay {
  /** The names of the failed tests. */
  readonly failed: string[] = [];
  /** The test and its steps that have begun and not ended. */
  private readonly begun: string[] = [];
  private line = "";
  private inOwn = false;

  /** Reads the next piece of the output. */
  take(text: string): void {
    const lines = (this.line + text.replaceAll(STYLE, "")).split("\n");
    this.line = lines.pop() ?? "";
    for (const line of lines) {
      const own = OWN.exec(line);
      if (own !== null) this.inOwn = own[1] === undefined;
      else {
        this.read(line, this.begun);
        const [, indent, name, how] = ENDED.exec(line) ?? [];
        if (!this.inOwn && indent === "" && name !== undefined && how === "FAILED") this.failed.push(name);
      }
    }
  }

  /** The running test with its step; `null` between tests. */
  get name(): string | null {
    const begun = [...this.begun];
    this.read(this.line, begun);
    return begun.length === 0 ? null : begun.join(" > ");
  }

  private read(line: string, begun: string[]): void {
    if (this.inOwn) return;
    const [, ended] = ENDED.exec(line) ?? [], [, indent, name] = BEGUN.exec(line) ?? [];
    if (ended !== undefined) begun.length = Math.min(begun.length, ended.length / 2);
    else if (name !== undefined && (indent ?? "").length / 2 <= begun.length) {
      begun.length = (indent ?? "").length / 2;
      begun.push(name);
    }
  }
}
