import { assertEquals } from "@std/assert";
import type { ContentType } from "../../lib/looker/content_type_names.ts";
import { webAddress } from "../../lib/looker/web_address.ts";

const TABLE: [instance: string | null, type: ContentType, id: string, address: string | null][] = [
  ["https://acme.looker.com", "dashboards", "12", "https://acme.looker.com/dashboards/12"],
  ["https://acme.looker.com:19999", "looks", "7", "https://acme.looker.com/looks/7"],
  ["https://looker.acme.com:9999", "folders", "3", "https://looker.acme.com:9999/folders/3"],
  ["http://127.0.0.1:19999", "boards", "1", "http://127.0.0.1:19999/boards/1"],
  ["https://a.test", "explores", "sales::orders", "https://a.test/explore/sales/orders"],
  ["https://a.test", "explores", "sales", null],
  ["https://a.test", "lookml_dashboards", "sales::week one", "https://a.test/dashboards/sales::week%20one"],
  ["https://a.test", "users", "4", "https://a.test/admin/users/4/edit"],
  [
    "https://a.test",
    "dashboards",
    "../../x?y#\x1b\\\ud800",
    "https://a.test/dashboards/..%2F..%2Fx%3Fy%23%1B%5C%EF%BF%BD",
  ],
  ["https://a.test", "scheduled_plans", "4", null],
  ["javascript:alert(1)", "dashboards", "4", null],
  ["no address", "dashboards", "4", null],
  [null, "dashboards", "4", null],
];

for (const [instance, type, id, address] of TABLE) {
  Deno.test(`webAddress() of ${type} ${JSON.stringify(id)} at ${instance}`, () => {
    assertEquals(webAddress(instance, type, id), address);
  });
}
