import { equal } from "node:assert/strict";

/** Far from Greenwich, with days of 23 and 25 hours; and a zone that isn't whole hours away. */
const ZONES = ["America/New_York", "Asia/Kathmandu"];

const SPECS = ["drift_chart_test.ts", "completeness_test.ts", "time_test.ts"];

for (const TZ of ZONES) {
  Deno.test(`what pages say of time holds for a reader in ${TZ}`, async () => {
    const specs = SPECS.map((name) => new URL(`../lib/ui/${name}`, import.meta.url).pathname);
    const { success, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["test", "--no-check", "--quiet", ...specs],
      env: { TZ, NO_COLOR: "1" },
    }).output();
    equal(success, true, new TextDecoder().decode(stdout));
  });
}
