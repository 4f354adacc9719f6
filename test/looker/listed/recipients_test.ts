import { assertEquals } from "@std/assert";
import type { JsonObject } from "../../../lib/codec/json_value.ts";
import { isOutside, recipientsOf } from "../../../lib/looker/listed/recipients.ts";

const TABLE: [name: string, body: JsonObject, texts: string[], outside: string[]][] = [
  ["nobody", {}, [], []],
  ["an address within", plan("email", "a@acme.com"), ["a@acme.com"], []],
  ["an address in another case", plan("email", "A@ACME.COM"), ["A@ACME.COM"], []],
  ["a domain below", plan("email", "a@mail.acme.com"), ["a@mail.acme.com"], []],
  ["a domain that only ends alike", plan("email", "a@notacme.com"), ["a@notacme.com"], ["a@notacme.com"]],
  ["the domain as a name before the @", plan("email", "acme.com@evil.test"), ["acme.com@evil.test"], [
    "acme.com@evil.test",
  ]],
  ["several addresses in one", plan("email", "a@acme.com, b@b.test;c@acme.com"), [
    "a@acme.com",
    "b@b.test",
    "c@acme.com",
  ], [
    "b@b.test",
  ]],
  ["no address", plan("email", ""), ["no address"], ["no address"]],
  ["a webhook within", plan("webhook", "https://hooks.acme.com/x"), ["webhook https://hooks.acme.com/x"], []],
  ["a webhook elsewhere", plan("webhook", "https://acme.com.evil.test/x"), [
    "webhook https://acme.com.evil.test/x",
  ], [
    "webhook https://acme.com.evil.test/x",
  ]],
  ["SFTP within", plan("sftp", "sftp://files.acme.com/in"), ["sftp://files.acme.com/in"], []],
  ["SFTP without an address", plan("sftp", "somewhere"), ["sftp somewhere"], ["sftp somewhere"]],
  ["a bucket", plan("s3", "bucket/a"), ["s3 bucket/a"], ["s3 bucket/a"]],
  ["an integration", plan("looker-integration://1::slack", "#a"), ["integration 1::slack #a"], [
    "integration 1::slack #a",
  ]],
  ["what is not known", plan("pigeon", "roof"), ["pigeon roof"], ["pigeon roof"]],
  ["an alert's mail", { destinations: [{ destination_type: "EMAIL", email_address: "a@b.test" }] }, [
    "a@b.test",
  ], ["a@b.test"]],
  [
    "an alert's integration",
    {
      destinations: [{ destination_type: "ACTION_HUB", action_hub_integration_id: "1::slack" }],
    },
    ["integration 1::slack"],
    ["integration 1::slack"],
  ],
];

function plan(type: string, address: string): JsonObject {
  return { scheduled_plan_destination: [{ type, address }] };
}

for (const [name, body, texts, outside] of TABLE) {
  Deno.test(`recipientsOf() and isOutside() of acme.com: ${name}`, () => {
    const found = recipientsOf(body);
    assertEquals(found.map(({ text }) => text), texts);
    for (const domain of ["acme.com", "@acme.com", "ACME.com."]) {
      assertEquals(found.filter((one) => isOutside(one, [domain])).map(({ text }) => text), outside);
    }
  });
}

Deno.test("isOutside() of several domains is outside of all of them", () => {
  const [one] = recipientsOf(plan("email", "a@b.test"));
  assertEquals(one && [isOutside(one, ["acme.com", "b.test"]), isOutside(one, ["acme.com"])], [false, true]);
});
