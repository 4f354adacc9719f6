import { assertEquals } from "@std/assert";
import { redactionOf } from "../../../lib/web/fill/redaction.ts";

const REDACTION = redactionOf([
  { names: ["Ada Byron", "Ada King"], words: ["Ada", "Byron", "King"], emails: ["ada@acme.com"] },
  {
    names: ["Zoë van Dijk"],
    words: ["Zoë", "van Dijk"],
    emails: ["zoe.van.dijk@acme.com", "zoe@old.example"],
  },
  { names: ["API Admin"], words: ["API", "Admin"], emails: ["api@acme.com"] },
  { names: ["מיכל לוי"], words: ["מיכל", "לוי"], emails: ["michal@acme.com"] },
  { names: ["Robert'); DROP TABLE users;--"], words: [], emails: [] },
  { names: ["Liam O’Connor"], words: ["Liam", "O’Connor"], emails: [] },
]);

Deno.test("redactionOf() replaces names, their words and addresses wherever they stand", () => {
  const TABLE: [text: string, redacted: string][] = [
    ["Ada Byron", "Person 1"],
    ["For ADA BYRON and Byron, Ada", "For Person 1 and Person 1"],
    ["ada_byron-sales", "Person 1-sales"],
    ["ada.byron's folder", "Person 1's folder"],
    ["Ada’s numbers for Ada King", "Person’s numbers for Person 1"],
    ["Ada only", "Person only"],
    ["Canada and Adaptive stay", "Canada and Adaptive stay"],
    ["zoë VAN DIJK, Zoe van dijk", "Person 2, Person"],
    ["mail Ada@ACME.com, or zoe@old.example.", "mail person1@redacted.invalid, or person2@redacted.invalid."],
    ["stranger@elsewhere.org", "address6@redacted.invalid"],
    ["<boss@acme.com>;ada@acme.com", "<address7@redacted.invalid>;person1@redacted.invalid"],
    ["Admin, API and Sales stay", "Admin, API and Sales stay"],
    ["O'Connor, Liam and o’connor", "Person 6 and Person"],
    ["לוחות של מיכל לוי", "לוחות של Person 4"],
    ["x Robert'); DROP TABLE users;-- y", "x Person 5;-- y"],
    ["", ""],
  ];
  for (const [text, redacted] of TABLE) assertEquals(REDACTION.text(text), redacted, text);
});

Deno.test("redactionOf() goes through values of JSON and leaves their keys", () => {
  assertEquals(REDACTION.value({ "ada@acme.com": ["Ada Byron", 7, null, { by: "ada@acme.com" }] }), {
    "ada@acme.com": ["Person 1", 7, null, { by: "person1@redacted.invalid" }],
  });
});
