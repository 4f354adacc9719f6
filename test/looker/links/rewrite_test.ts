import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { type LinkRules, rewriteParts, rewriteText, unlinked } from "../../../lib/looker/links/rewrite.ts";
import { hostsOf } from "../../../lib/vault/hosts.ts";

const IDS: Readonly<Record<string, string>> = {
  "dashboards/31": "708",
  "dashboards/6": "1",
  "dashboards/x7Yk_9-a": "q2",
  "looks/9": "4410",
  "folders/88": "2",
  "boards/5": "61",
};
const HOSTS = hostsOf(["https://bi.acme.com:19999", "https://acme.looker.com", "http://localhost:4040"]);

/** The same instance: only ids change. */
const HERE: LinkRules = {
  isOwn: (host) => HOSTS.has(host),
  web: null,
  link: (type, id) => IDS[`${type}/${id}`] ?? null,
};
/** Another one: links that name the host name its. */
const THERE: LinkRules = {
  ...HERE,
  web: "https://eu.looker.com",
  link: (type, id) => type === "lookml_models" ? id : HERE.link(type, id),
};

/** Text, what becomes of it on the same instance, and on another one where that is something else. */
const TEXTS: readonly (readonly [text: string, here: string, there?: string])[] = [
  // Every shape of Looker's own.
  ["/dashboards/31", "/dashboards/708"],
  ["/dashboards-next/31", "/dashboards-next/708"],
  ["/dashboards-legacy/6", "/dashboards-legacy/1"],
  ["/embed/dashboards/31", "/embed/dashboards/708"],
  ["/embed/dashboards-next/31", "/embed/dashboards-next/708"],
  ["/embed/dashboards-legacy/31?theme=Dark", "/embed/dashboards-legacy/708?theme=Dark"],
  ["/looks/9", "/looks/4410"],
  ["/embed/looks/9", "/embed/looks/4410"],
  ["/folders/88", "/folders/2"],
  ["/spaces/88", "/spaces/2"],
  ["/boards/5", "/boards/61"],
  ["/browse/boards/5", "/browse/boards/61"],
  ["/dashboards/x7Yk_9-a", "/dashboards/q2"],
  // Queries, fragments and what follows are kept.
  ["/dashboards/31?Brand=A%2FB&Date=7+days#top", "/dashboards/708?Brand=A%2FB&Date=7+days#top"],
  ["/dashboards/31/edit", "/dashboards/708/edit"],
  ["/looks/9?toggle=dat,fil&f[x.y]=1", "/looks/4410?toggle=dat,fil&f[x.y]=1"],
  ["/dashboards/31?next=/looks/9", "/dashboards/708?next=/looks/9"],
  ["/dashboards/31?x={{ value }}&y=/looks/9", "/dashboards/708?x={{ value }}&y=/looks/9"],
  // What another id is, or a name, is no number of those.
  ["/dashboards/311 /dashboards/31x /dashboards/3", "/dashboards/311 /dashboards/31x /dashboards/3"],
  ["/dashboards/sales::31 /dashboards/31::sales", "/dashboards/sales::31 /dashboards/31::sales"],
  ["/dashboards/31%3A%3Asales", "/dashboards/31%3A%3Asales"],
  ["/looks/31 /folders/9 /boards/88", "/looks/31 /folders/9 /boards/88"],
  ["/dashboards/new /folders/home /dashboards/", "/dashboards/new /folders/home /dashboards/"],
  ["/x/dashboards/31 dashboards/31 ./dashboards/31", "/x/dashboards/31 dashboards/31 ./dashboards/31"],
  ["/Dashboards/31", "/Dashboards/31"],
  ["/explore/sales/orders?fields=o.id", "/explore/sales/orders?fields=o.id"],
  ["/explore/sales/orders?qid=aB3dE", "/explore/sales/orders?qid=aB3dE"],
  // In prose, Markdown and HTML.
  ["see /dashboards/31.", "see /dashboards/708."],
  ["/dashboards/31: the figures", "/dashboards/708: the figures"],
  ["(/dashboards/31), /looks/9; /boards/5!", "(/dashboards/708), /looks/4410; /boards/61!"],
  ["/dashboards/31,/looks/9;/boards/5", "/dashboards/708,/looks/4410;/boards/61"],
  ["siehe „/looks/9“ → /boards/5", "siehe „/looks/4410“ → /boards/61"],
  ["👉/looks/9 👈", "👉/looks/4410 👈"],
  ["and/or 1/2 /looks/9", "and/or 1/2 /looks/4410"],
  ["**/looks/9** | /boards/5|", "**/looks/4410** | /boards/61|"],
  ['[a](/dashboards/31 "t") ![b](/looks/9)', '[a](/dashboards/708 "t") ![b](/looks/4410)'],
  ["[a](</dashboards/31>)\n[1]: /looks/9", "[a](</dashboards/708>)\n[1]: /looks/4410"],
  ['<a href="/dashboards/31">x</a>', '<a href="/dashboards/708">x</a>'],
  ["<a href='/dashboards/31?a=b'>x</a>", "<a href='/dashboards/708?a=b'>x</a>"],
  ["<a class=b href=/dashboards/31>x</a>", "<a class=b href=/dashboards/708>x</a>"],
  ["<br/>/looks/9</p>", "<br/>/looks/4410</p>"],
  ["&lt;a href=&quot;/looks/9&quot;&gt;", "&lt;a href=&quot;/looks/4410&quot;&gt;"],
  ["background: url(/looks/9)", "background: url(/looks/4410)"],
  [`onclick="open('/dashboards/31')"`, `onclick="open('/dashboards/708')"`],
  ["{% assign u = '/looks/9' %}", "{% assign u = '/looks/4410' %}"],
  // With a host of its own.
  [
    "https://acme.looker.com/dashboards/31",
    "https://acme.looker.com/dashboards/708",
    "https://eu.looker.com/dashboards/708",
  ],
  [
    "[x](HTTPS://ACME.Looker.com:443/looks/9)",
    "[x](HTTPS://ACME.Looker.com:443/looks/4410)",
    "[x](https://eu.looker.com/looks/4410)",
  ],
  ["http://bi.acme.com/looks/9", "http://bi.acme.com/looks/4410", "https://eu.looker.com/looks/4410"],
  [
    "https://bi.acme.com:9999/boards/5",
    "https://bi.acme.com:9999/boards/61",
    "https://eu.looker.com/boards/61",
  ],
  ["//acme.looker.com/looks/9", "//acme.looker.com/looks/4410", "//eu.looker.com/looks/4410"],
  ["go to acme.looker.com/looks/9", "go to acme.looker.com/looks/4410", "go to eu.looker.com/looks/4410"],
  ["http://127.0.0.1:4040/looks/9", "http://127.0.0.1:4040/looks/4410", "https://eu.looker.com/looks/4410"],
  [
    "https://acme.looker.com/explore/sales/orders?f[o.x]=1",
    "https://acme.looker.com/explore/sales/orders?f[o.x]=1",
    "https://eu.looker.com/explore/sales/orders?f[o.x]=1",
  ],
  // What nobody knows leads where it led, its host included.
  ["https://acme.looker.com/dashboards/32", "https://acme.looker.com/dashboards/32"],
  ["https://acme.looker.com/explore/s/o?qid=x", "https://acme.looker.com/explore/s/o?qid=x"],
  ["https://acme.looker.com/admin/users", "https://acme.looker.com/admin/users"],
  // Other sites.
  ["https://bi.example/dashboards/31", "https://bi.example/dashboards/31"],
  ["https://bi.example/?next=/dashboards/31", "https://bi.example/?next=/dashboards/31"],
  ["https://bi.example/?next='/looks/9',/boards/5", "https://bi.example/?next='/looks/9',/boards/5"],
  ["https://bi.example/(/looks/9)/looks/9", "https://bi.example/(/looks/9)/looks/9"],
  ["bi.example/dashboards/31 bi.example?u=/looks/9", "bi.example/dashboards/31 bi.example?u=/looks/9"],
  ["https://acme.looker.com.example/looks/9", "https://acme.looker.com.example/looks/9"],
  ["https://acme.looker.com@bi.example/looks/9", "https://acme.looker.com@bi.example/looks/9"],
  ["https://acme.looker.com:8443/looks/9", "https://acme.looker.com:8443/looks/9"],
  ["https://xacme.looker.com/looks/9", "https://xacme.looker.com/looks/9"],
  ["//bi.example/looks/9", "//bi.example/looks/9"],
  ["ftp://acme.looker.com/looks/9", "ftp://acme.looker.com/looks/9"],
  ["mailto:a@b.c?body=/looks/9", "mailto:a@b.c?body=/looks/9"],
  [
    "https://bi.example/?u=https://acme.looker.com/looks/9",
    "https://bi.example/?u=https://acme.looker.com/looks/9",
  ],
  ["bi.example?u=https://acme.looker.com/looks/9", "bi.example?u=https://acme.looker.com/looks/9"],
  ["http://localhost:4041/looks/9", "http://localhost:4041/looks/9"],
  ["[a](https://bi.example/x),[b](/looks/9)", "[a](https://bi.example/x),[b](/looks/4410)"],
  // Put together in an expression.
  [`concat("https://bi.example", "/looks/9")`, `concat("https://bi.example", "/looks/9")`],
  [
    `concat("https://acme.looker.com" , "/looks/9?x=", \${a})`,
    `concat("https://acme.looker.com" , "/looks/4410?x=", \${a})`,
    `concat("https://eu.looker.com" , "/looks/4410?x=", \${a})`,
  ],
  [`if(\${a} > 1, "/looks/9", "/boards/5")`, `if(\${a} > 1, "/looks/4410", "/boards/61")`],
  // Texts that hold JSON.
  [`{"href":"/dashboards/31","newTab":true}`, `{"href":"/dashboards/708","newTab":true}`],
  [`[{"url" : "\\/looks\\/9",  "n":1.0}]`, `[{"url" : "\\/looks\\/4410",  "n":1.0}]`],
  [
    `{"a":"https:\\/\\/acme.looker.com\\/looks\\/9"}`,
    `{"a":"https:\\/\\/acme.looker.com\\/looks\\/4410"}`,
    `{"a":"https:\\/\\/eu.looker.com\\/looks\\/4410"}`,
  ],
  [
    `{"h":"<a href=\\"/looks/9\\">\\u00fc\\n/boards/5"}`,
    `{"h":"<a href=\\"/looks/4410\\">\\u00fc\\n/boards/61"}`,
  ],
  [`{"/looks/9":"\\u002flooks/9","t":"a\\\\b"}`, `{"/looks/9":"\\u002flooks/4410","t":"a\\\\b"}`],
  [
    JSON.stringify({ a: JSON.stringify({ b: "https://acme.looker.com/looks/9" }) }),
    JSON.stringify({ a: JSON.stringify({ b: "https://acme.looker.com/looks/4410" }) }),
    JSON.stringify({ a: JSON.stringify({ b: "https://eu.looker.com/looks/4410" }) }),
  ],
  [`["https://bi.example","/looks/9"]`, `["https://bi.example","/looks/4410"]`],
  [`{"u":"https:\\/\\/bi.example\\/?u=\\/looks\\/9"}`, `{"u":"https:\\/\\/bi.example\\/?u=\\/looks\\/9"}`],
  [`{broken "\\/looks\\/9"`, `{broken "\\/looks\\/4410"`],
  [
    `var u = "https:\\/\\/acme.looker.com\\/looks\\/9"`,
    `var u = "https:\\/\\/acme.looker.com\\/looks\\/4410"`,
    `var u = "https:\\/\\/eu.looker.com\\/looks\\/4410"`,
  ],
];

for (const [text, here, there = here] of TEXTS) {
  Deno.test(`rewriteText() makes of ${text}`, () => {
    assertEquals(rewriteText(text, HERE), here);
    assertEquals(rewriteText(text, THERE), there);
    assertEquals(unlinked(here), unlinked(text));
  });
}

Deno.test("rewriteText() never changes the address of another site, whatever is in it", () => {
  const path = fc.constantFrom(
    ...[
      "/dashboards/31",
      "/looks/9",
      "/folders/88",
      "'/boards/5'",
      "(/looks/9)",
      "[/looks/9]",
      "\\/looks\\/9",
    ],
    ...["https://acme.looker.com/looks/9", "//acme.looker.com/looks/9", "acme.looker.com/looks/9"],
  );
  const glue = fc.constantFrom(
    "",
    "/",
    "?u=",
    "&u=",
    "#",
    ";",
    ",",
    "=",
    ":",
    "@",
    "%2F",
    "*",
    "..",
    "~",
    "$",
    "+",
  );
  const site = fc.constantFrom("https://", "http://", "HTTPS://", "ftp://", "//").chain((scheme) =>
    fc.constantFrom(
      "bi.example",
      "acme.looker.com.example",
      "acme.looker.com:8443",
      "me@bi.example",
      "10.0.0.1",
    )
      .map((host) => scheme + host)
  );
  const address = fc.tuple(site, fc.array(fc.tuple(glue, path), { maxLength: 5 }))
    .map(([host, rest]) => `${host}/${rest.map(([a, b]) => a + b).join("")}`);
  const around = fc.constantFrom(["", ""], ["(", ")"], ['<a href="', '">'], ["<", ">"], ["go: ", " now"]);
  fc.assert(
    fc.property(address, around, (url, [before = "", after = ""]) => {
      const text = before + url + after;
      assertEquals(rewriteText(text, THERE), text);
      const json = JSON.stringify({ text }).replaceAll("/", "\\/");
      assertEquals(rewriteText(json, THERE), json);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("rewriteText() of JSON is the JSON of the rewritten texts, and changes back again", () => {
  const piece = fc.constantFrom(
    "/dashboards/31",
    "https://acme.looker.com/looks/9",
    " é\n\t",
    '"',
    "\\",
    "😀",
    "text ",
  );
  const back: LinkRules = {
    ...HERE,
    link: (type, id) =>
      Object.entries(IDS).find(([key, to]) => to === id && key.startsWith(`${type}/`))?.[0].split("/")[1] ??
        null,
  };
  fc.assert(fc.property(fc.array(fc.array(piece).map((all) => all.join(""))), (texts) => {
    const json = JSON.stringify(texts), changed = rewriteText(json, HERE);
    assertEquals(JSON.parse(changed), texts.map((text) => rewriteText(text, HERE)));
    assertEquals(rewriteText(changed, back), json);
  }));
});

Deno.test("rewriteParts() takes an address in two parts for one", () => {
  const cases: [base: string, params: string, toBase: string, toParams: string][] = [
    ["https://acme.looker.com", "/dashboards/31?a=b", "https://eu.looker.com", "/dashboards/708?a=b"],
    ["https://acme.looker.com/", "dashboards/31", "https://eu.looker.com/", "dashboards/708"],
    ["acme.looker.com", "/looks/9", "eu.looker.com", "/looks/4410"],
    ["https://acme.looker.com/embed", "/looks/9", "https://eu.looker.com/embed", "/looks/4410"],
    ["https://bi.example", "/dashboards/31", "https://bi.example", "/dashboards/31"],
    ["bi.example/", "looks/9", "bi.example/", "looks/9"],
    ["", "/looks/9", "", "/looks/4410"],
    ["https://acme.looker.com", "/looks/10", "https://acme.looker.com", "/looks/10"],
    ["https://acme.looker.com", "", "https://acme.looker.com", ""],
  ];
  for (const [base, params, toBase, toParams] of cases) {
    assertEquals(rewriteParts(base, params, THERE), { base: toBase, params: toParams }, `${base} ${params}`);
  }
});

Deno.test("rewriteText() gets through texts that were made to hold it up", () => {
  const size = 200_000;
  const texts = [
    "x".repeat(size) + "'/dashboards/32",
    "a'/".repeat(size / 4),
    `${"w".repeat(1990)}'/x `.repeat(size / 2000),
    "a.b-c:".repeat(size / 6),
    "((((".repeat(size / 4),
    "\\/".repeat(size / 2),
    `"https://a","/x `.repeat(size / 16),
    `"a"/x `.repeat(size / 6),
    "//".repeat(size / 2),
  ];
  for (const text of texts) {
    assertEquals(rewriteText(`${text} /looks/9`, HERE), `${text} /looks/4410`);
    const json = JSON.stringify({ text, link: "/looks/9" });
    assertEquals(rewriteText(json, HERE), json.replace(`"/looks/9"}`, `"/looks/4410"}`));
  }
});
