/**
 * A simulated Jira in a process of its own, so that it costs the service nothing but a share of the
 * machine. It says where it listens.
 *
 * @module
 */

import { createRest } from "../../lib/simulator/rest/rest.ts";
import { serveRest } from "../../lib/simulator/rest/serve_rest.ts";
import { say } from "./lines.ts";
import { createWorkloadSite } from "./workload.ts";

const given = (name: string) => Number(Deno.env.get(name));

const rest = createRest(createWorkloadSite({
  seed: given("SEED"),
  told: given("TOLD"),
  issues: given("ISSUES"),
}));
const stopping = new AbortController();
const { url } = serveRest(rest, { signal: stopping.signal });
Deno.addSignalListener("SIGINT", () => {
  stopping.abort();
  Deno.exit(0);
});
say({ url });
