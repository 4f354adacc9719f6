import { assertEquals } from "@std/assert";
import { shellWord } from "../../lib/base/shell_word.ts";

Deno.test("shellWord() leaves plain words and quotes all others", () => {
  const rows: [word: string, shown: string][] = [
    ["dashboards", "dashboards"],
    ["--at", "--at"],
    ["2026-11-28T02:17:05Z", "2026-11-28T02:17:05Z"],
    ["sales::orders", "sales::orders"],
    ["", "''"],
    ["a b", "'a b'"],
    ["it's", "'it'\\''s'"],
    ["$(rm -rf ~)", "'$(rm -rf ~)'"],
    ["`id`", "'`id`'"],
    ["a;b&c|d>e<f", "'a;b&c|d>e<f'"],
    ["*", "'*'"],
    ["~", "'~'"],
    ["!!", "'!!'"],
    ["#1", "'#1'"],
    ["größe", "'größe'"],
    ["a\nb", "$'a\\012b'"],
    ["\u202egpj", "$'\\342\\200\\256gpj'"],
    // A digit after an escape sequence is not a part of it.
    ["\n1", "$'\\0121'"],
    ["\u001b[31m'\\", "$'\\033[31m\\'\\\\'"],
  ];
  for (const [word, shown] of rows) assertEquals(shellWord(word), shown);
});
