import { assertEquals, assertThrows } from "@std/assert";
import { elements, escapeXml, parseXml, textAt } from "../../../lib/snapshot/http/xml.ts";

Deno.test("parseXml() reads elements, text, entities, and skips the rest", () => {
  const root = parseXml(
    '\ufeff<?xml version="1.0"?><!-- none --><s3:Result xmlns:s3="x"><Key>a&amp;b &#x1F600;&#65;&unknown;</Key><Empty/>' +
      "<Key a='>'>second</Key><Data><![CDATA[<raw>&amp;]]></Data></s3:Result>\n",
  );
  assertEquals(root.name, "Result");
  assertEquals(elements(root, "Key").map(({ text }) => text), ["a&b \u{1F600}A&unknown;", "second"]);
  assertEquals(textAt(root, "Data"), "<raw>&amp;");
  assertEquals([textAt(root, "Empty"), textAt(root, "None"), textAt(root, "Key", "None")], ["", null, null]);
});

Deno.test("parseXml() refuses what is incomplete, or could grow", () => {
  for (
    const text of [
      "",
      "plain",
      "<a>",
      "<a></b>",
      "</a>",
      "<a></a><b></b>",
      "<a",
      "<a><![CDATA[x</a>",
      '<!DOCTYPE a [<!ENTITY x "yyyy">]><a>&x;</a>',
      "<a>".repeat(50) + "</a>".repeat(50),
    ]
  ) assertThrows(() => parseXml(text), SyntaxError);
});

Deno.test("parseXml() takes time in proportion to what it reads", () => {
  const many = `<L>${"<Contents><Key>k</Key></Contents>".repeat(20_000)}</L>`;
  assertEquals(elements(parseXml(many), "Contents").length, 20_000);
  for (const open of ["<!--", "<![CDATA[", "<?"]) {
    assertThrows(() => parseXml(`<a>${open.repeat(20_000)}`), SyntaxError);
  }
});

Deno.test("escapeXml() and parseXml() are each other's inverse", () => {
  const text = `<>&"' ä \u{1F600}`;
  assertEquals(parseXml(`<a>${escapeXml(text)}</a>`).text, text);
});
