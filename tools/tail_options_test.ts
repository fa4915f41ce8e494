import { deepEqual, equal, match } from "node:assert/strict";
import { readTailOptions } from "./tail_options.ts";

const env = (name: string) => name === "ADMIN_TOKEN" ? "from-env" : undefined;

function wrong(...args: string[]): string {
  const command = readTailOptions(args, env);
  return command.t === "wrong" ? command.message : "";
}

Deno.test("readTailOptions() follows everything on the usual address with the token of the environment", () => {
  deepEqual(readTailOptions([], env), {
    t: "follow",
    options: {
      url: "http://127.0.0.1:8000",
      token: "from-env",
      subs: {},
      since: null,
      json: false,
    },
  });
});

Deno.test("readTailOptions() puts all filters into one clause and reads the position", () => {
  const command = readTailOptions(
    ["--project", "A", "--project", "B", "--kind", "created", "--issue", "A-1"]
      .concat(["--since", "k3.1:42", "--token", "mine", "--json"]),
    env,
  );
  deepEqual(command.t === "follow" && command.options, {
    url: "http://127.0.0.1:8000",
    token: "mine",
    subs: { any: [{ projects: ["A", "B"], issues: ["A-1"], kinds: ["created"] }] },
    since: { epoch: "k3.1", seq: 42 },
    json: true,
  });
});

Deno.test("readTailOptions() says what is wrong", () => {
  match(wrong("--colour"), /--colour/);
  match(wrong("--url", "localhost"), /not an address/);
  match(wrong("--since", "yesterday"), /not a position/);
  match(wrong("--url"), /--url/);
  match(
    wrong("--kind", "created", "--kind", "foo"),
    /--kind: "foo" is no kind; .*created, updated/,
  );
});

Deno.test("readTailOptions() wants a token", () => {
  const command = readTailOptions([], () => undefined);
  equal(command.t, "wrong");
});
