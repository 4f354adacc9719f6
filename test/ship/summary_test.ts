import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { candidates, isOwn, workflowPath } from "../../.github/action/last_artifact.mjs";
import { plain, summary } from "../../.github/action/summary.mjs";
import { launcher } from "../../scripts/action_launcher.ts";

const NOTHING = { extract: null, verify: null, extractCode: "", verifyCode: "", kept: "not kept." };

/** What a text is worth to Markdown: everything outside of code spans. */
function outside(markdown: string): string {
  return markdown.replace(/(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)/gs, "");
}

const HOSTILE = [
  "<img src=x onerror=a()> | [a](https://evil.example) ![b](c) `d` **e** # f\n\n| g |\u202eh\ud800\u001b[31m",
  "@org/team #1 GH-1 deadbee www.evil.example evil@evil.example $x^2$ $`x`$ ::set-output name=a::b",
  "``` ` `` `",
  "`",
  " `a` ",
  "~~~\r\n- [ ] x\u2028y<!-- z",
];

Deno.test("plain() leaves nothing of a text to Markdown, HTML, the table or the eye's direction", () => {
  for (const hostile of HOSTILE) {
    const shown = plain(hostile);
    assertEquals(shown.match(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}]/u), null);
    assertEquals(outside(shown), "", shown);
  }
  assertStringIncludes(plain(HOSTILE[0]), "\\u{202e}h\\u{d800}\\u{1b}");
  assertEquals(plain("a`b``c"), "```a`b``c```");
  assertEquals(plain("lookml_models"), "lookml_models");
  assertEquals([plain("deadbeef"), plain("1234567"), plain("Ümsätze 📈")], [
    "`deadbeef`",
    "`1234567`",
    "`Ümsätze 📈`",
  ]);
  assertEquals([...plain("😀".repeat(5000))].length, 303);
  assertEquals([plain(3), plain("4"), plain(undefined), plain({ a: 1 })], ["3", "4", "", '`{"a":1}`']);
});

Deno.test("summary() keeps foreign text in code spans wherever it stands, and a bar in its cell", () => {
  for (const text of HOSTILE) {
    const lines = [{
      type: "dashboards",
      id: text,
      operation: text,
      status: 404,
      message: text,
      problem: text,
      note: text,
    }];
    const error = { code: "x", message: text, hint: text, exit_code: 3 };
    const whole = summary({
      ...NOTHING,
      extract: {
        status: "partial",
        session_id: text,
        instance: text,
        looker_version: text,
        errors: lines,
        warnings: [text],
        types: lines,
        totals: {},
        error,
      },
      extractCode: "4",
      verify: { checked: 1, invalid: 1, problems: lines },
      verifyCode: "5",
    });
    const left = outside(whole.replaceAll("\\|", ""));
    for (const sign of ["<", "[", "@", "#1", "$", "www", "~~~", "\u2028"]) {
      assertEquals(left.includes(sign), false, `${sign} in ${left}`);
    }
    // A bar of a text ends no cell: each row has as many as its table.
    for (const line of whole.split("\n").filter((line) => line.startsWith("| dashboards"))) {
      assert([4, 6, 10].includes(line.match(/(?<!\\)\|/g)?.length ?? 0), line);
    }
  }
});

Deno.test("summary() cuts thousands of errors and problems short, and says how many there are", () => {
  const errors = Array.from({ length: 5000 }, (_, id) => ({
    type: "dashboards",
    id: String(id),
    operation: "dashboard",
    status: 500,
    message: `|<b>${"x".repeat(5000)}`,
  }));
  const problems = errors.map(({ type, id, message }) => ({ type, id, problem: message }));
  const text = summary({
    ...NOTHING,
    extract: { status: "partial", session_id: "abc", errors, warnings: ["a | b"], totals: {}, types: [] },
    extractCode: "4",
    verify: { checked: 5000, invalid: 5000, problems },
    verifyCode: "5",
  });
  assertStringIncludes(text, "### Not captured: 5000");
  assertEquals(text.match(/… and 4950 more\./g)?.length, 2);
  assertStringIncludes(text, "- `a | b`");
  assert(text.length < 200_000);
  for (const line of text.split("\n")) {
    if (line.startsWith("| dashboards")) assert([4, 6].includes(line.match(/(?<!\\)\|/g)?.length ?? 0), line);
  }
});

Deno.test("summary() tells a failure with its way out, a run without result, and none at all", () => {
  const error = {
    code: "login_refused",
    message: "Cannot log in to acme: no",
    hint: "Check the key.",
    exit_code: 3,
  };
  const refused = summary({ ...NOTHING, extract: { status: "failed", error }, extractCode: "3" });
  assertMatch(refused, /^## Looker backup: failed\n/);
  assertStringIncludes(refused, "**Failed:** `Cannot log in to acme: no`. `Check the key.`");
  assertStringIncludes(refused, "**Verified:** no, because there is no vault.");
  const killed = summary({ ...NOTHING, extractCode: "137", verifyCode: "1" });
  assertMatch(killed, /^## Looker backup: no result\n\nExit code 137\./);
  assertStringIncludes(killed, "**Verified:** no, verify ended with exit code 1.");
  assertMatch(summary(NOTHING), /^## Looker backup: not run\n/);
});

Deno.test("candidates() gives the newest of the branch first, not of a fork, and tells gone from never there", () => {
  const artifact = (
    id: number,
    day: number,
    more: { expired?: boolean; branch?: string; fork?: boolean } = {},
  ) => ({
    name: "lookervault",
    expired: more.expired ?? false,
    created_at: `2026-01-0${day}T00:00:00Z`,
    workflow_run: {
      id,
      head_branch: more.branch ?? "main",
      repository_id: 7,
      head_repository_id: more.fork ? 8 : 7,
    },
  });
  const expired = { expired: true };
  assertEquals(candidates([], "main"), ["none"]);
  assertEquals(candidates([artifact(1, 1), artifact(2, 3), artifact(3, 2)], "main"), ["2", "3", "1"]);
  assertEquals(
    candidates([artifact(1, 1), artifact(2, 4, { fork: true }), artifact(3, 3, { branch: "x" })], "main"),
    ["1"],
  );
  assertEquals(candidates([artifact(1, 1), artifact(2, 2, expired)], "main"), ["1"]);
  assertEquals(candidates([artifact(2, 2, expired), artifact(3, 3, { fork: true })], "main"), ["expired"]);
  for (
    const broken of [{}, null, { ...artifact(1, 1), workflow_run: null }, {
      ...artifact(1, 1),
      created_at: "?",
    }]
  ) {
    assertThrows(() => candidates([broken], "main"), Error, "Cannot");
  }
});

Deno.test("candidates() looks at no more than so many runs, each once", () => {
  const artifact = (id: number): unknown => ({
    expired: false,
    created_at: new Date(Date.UTC(2026, 0, 1, 0, id)).toISOString(),
    workflow_run: { id: Math.ceil(id / 2), head_branch: "main", repository_id: 7, head_repository_id: 7 },
  });
  const ids = candidates(Array.from({ length: 1000 }, (_, i) => artifact(i)), "main");
  assertEquals([ids.length, ids[0], ids[1]], [50, "500", "499"]);
});

Deno.test("isOwn() takes runs of the same workflow, branch and event only, and none of a fork", () => {
  const self = { workflow: ".github/workflows/backup.yml", branch: "main", event: "schedule" };
  const run = {
    path: self.workflow,
    event: "schedule",
    head_branch: "main",
    repository: { id: 7 },
    head_repository: { id: 7 },
  };
  assert(isOwn(run, self));
  assert(isOwn({ ...run, path: `${self.workflow}@main` }, self));
  const others: unknown[] = [
    { ...run, path: ".github/workflows/other.yml" },
    { ...run, path: `x/${self.workflow}` },
    { ...run, path: null },
    { ...run, event: "pull_request" },
    { ...run, event: "workflow_dispatch" },
    { ...run, head_branch: "v1" },
    { ...run, head_repository: { id: 8 } },
    { ...run, head_repository: null },
    { ...run, repository: undefined, head_repository: undefined },
    {},
    null,
    "run",
  ];
  for (const other of others) assertEquals(isOwn(other, self), false, JSON.stringify(other));
  for (const key of ["workflow", "branch", "event"]) {
    assertEquals(
      isOwn({ path: "", event: "", head_branch: "", repository: { id: 7 }, head_repository: { id: 7 } }, {
        ...self,
        [key]: "",
      }),
      false,
    );
  }
});

Deno.test("workflowPath() reads the path of this repository's workflow on a branch, and of nothing else", () => {
  const paths = ([ref]: string[]): string => workflowPath(ref ?? "", "acme/backup");
  assertEquals(paths(["acme/backup/.github/workflows/b.yml@refs/heads/main"]), ".github/workflows/b.yml");
  for (
    const ref of [
      "acme/backup/.github/workflows/b.yml@refs/tags/main",
      "acme/backups/.github/workflows/b.yml@refs/heads/main",
      "",
      "x",
    ]
  ) {
    assertEquals(paths([ref]), "", ref);
  }
});

Deno.test("launcher() grants the one host and port, the working directory, and no more", () => {
  const text = launcher("https://acme.looker.com/", "/opt/it's here");
  assertEquals(text.match(/--allow-[a-z]+(=[^']*)?/g)?.filter((flag) => !flag.startsWith("--allow-env")), [
    "--allow-net=acme.looker.com:443",
    "--allow-read=.",
    "--allow-write=.",
  ]);
  assertStringIncludes(text, "'--no-prompt'");
  assertStringIncludes(text, `'/opt/it'\\''s here/main.ts' "$@"`);
  assertStringIncludes(launcher("looker.acme.example:19999", "/x"), "--allow-net=looker.acme.example:19999'");
  const s3 = {
    AWS_ROLE_ARN: "arn:aws:iam::1:role/push",
    AWS_REGION: "eu-west-1",
    LOOKERVAULT_OIDC: "github",
  };
  const token = { ACTIONS_ID_TOKEN_REQUEST_URL: "https://run.actions.githubusercontent.com/x?y=z" };
  for (
    const [dest, env, net, files] of [
      ["/copies", { LOOKERVAULT_IDENTITY_FILE: "/k.txt" }, "", ["/copies,/k.txt", "/copies"]],
      [
        "s3://acme/looker",
        { ...s3, ...token },
        ",acme.s3.eu-west-1.amazonaws.com:443,sts.eu-west-1.amazonaws.com:443,run.actions.githubusercontent.com:443",
        [],
      ],
      ["s3://acme", { LOOKERVAULT_S3_ENDPOINT: "https://s3.acme.example:9000" }, ",s3.acme.example:9000", []],
      ["azure://acme/looker", { AZURE_FEDERATED_TOKEN_FILE: "/t" }, ",acme.blob.core.windows.net:443", [
        "/t",
      ]],
    ] as [string, Record<string, string>, string, [read?: string, write?: string]][]
  ) {
    const given = launcher("acme.looker.com", "/x", { dest, env: (name) => env[name] });
    const [read, write] = files.map((more) => `,${more}`);
    assertStringIncludes(given, `'--allow-net=acme.looker.com:443${net}'`);
    assertStringIncludes(given, `'--allow-read=.${read ?? ""}' '--allow-write=.${write ?? ""}'`);
  }
  for (
    const [dest, env] of [
      ["/a,/", {}],
      ["ftp://a", {}],
      ["/a", { LOOKERVAULT_IDENTITY_FILE: "/k,/" }],
      ["s3://acme", { LOOKERVAULT_S3_ENDPOINT: "https://*" }],
      ["s3://acme", { LOOKERVAULT_S3_ENDPOINT: "https://a,b" }],
    ] as [string, Record<string, string>][]
  ) {
    assertThrows(
      () => launcher("acme.looker.com", "/x", { dest, env: (name) => env[name] }),
      Error,
      "Cannot",
    );
  }
  for (const wrong of ["http://acme.looker.com", "https://a.b/c?d", "", "x'; touch y"]) {
    assertThrows(() => launcher(wrong, "/x"), Error, "Cannot");
  }
});
