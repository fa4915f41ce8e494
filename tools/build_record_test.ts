import { equal, ok } from "node:assert/strict";
import { buildDashboardIfNeeded } from "./build.ts";
import { isCurrent, writeRecord } from "./build_record.ts";

/** A folder with two files, and the record of a build that was made of them. */
async function built(): Promise<{ readonly root: URL; readonly record: URL } & AsyncDisposable> {
  const folder = await Deno.makeTempDir({ prefix: "build_" });
  const root = new URL(`file://${folder}/`);
  const record = new URL("record.json", root);
  await Deno.writeTextFile(new URL("one.ts", root), "1");
  await Deno.writeTextFile(new URL("two.ts", root), "2");
  await writeRecord(record, { root, inputs: ["two.ts", "one.ts"] });
  return {
    root,
    record,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

Deno.test("a build of the same files is current, however new they are", async () => {
  await using build = await built();
  const later = new Date(Date.now() + 3_600_000);
  await Deno.utime(new URL("one.ts", build.root), later, later);
  equal(await isCurrent(build.record, build.root), true);
});

for (
  const [what, change] of [
    ["another content, however old", async (root: URL) => {
      const file = new URL("one.ts", root);
      await Deno.writeTextFile(file, "3");
      await Deno.utime(file, new Date(0), new Date(0));
    }],
    ["one file less", (root: URL) => Deno.remove(new URL("two.ts", root))],
    ["an empty file in place of a missing one", async (root: URL) => {
      await writeRecord(new URL("record.json", root), { root, inputs: ["none.ts"] });
      await Deno.writeTextFile(new URL("none.ts", root), "");
    }],
    ["no record", (root: URL) => Deno.remove(new URL("record.json", root))],
    [
      "a record that is none",
      (root: URL) => Deno.writeTextFile(new URL("record.json", root), "[]"),
    ],
  ] as const
) {
  Deno.test(`a build is not current with ${what}`, async () => {
    await using build = await built();
    await change(build.root);
    equal(await isCurrent(build.record, build.root), false);
  });
}

Deno.test("the dashboard is built once for the same sources, and knows all of them", async () => {
  await buildDashboardIfNeeded();
  equal(await buildDashboardIfNeeded(), false);
  const record = new URL("../dist/dashboard/record.json", import.meta.url);
  const { inputs } = JSON.parse(await Deno.readTextFile(record));
  for (
    const path of [
      "deno.lock",
      "lib/feed/client/client.ts",
      "lib/ui/dashboard/index.html",
      "lib/ui/dashboard/favicon.svg",
      "lib/ui/dashboard/styles/feed.css",
      "lib/ui/dashboard/sync/stacked_bars.ts",
      "lib/ui/words.ts",
      "tools/build.ts",
    ]
  ) ok(inputs.includes(path), path);
});
