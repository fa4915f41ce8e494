/**
 * The history of runs; sweeps that found nothing are folded.
 *
 * @module
 */

import { type Signal, useSignal } from "@preact/signals";
import type { VNode } from "preact";
import type { Run } from "../../../sync/types.ts";
import { counted } from "../../numbers.ts";
import { foldRuns, type RunRow } from "../../runs.ts";
import { ago } from "../../time.ts";
import { RunLine } from "./run_line.tsx";
import type { SyncModel } from "./sync_model.ts";

/** Rows shown at first, and added at a time. */
const ROWS = 15;

/** What the list is drawn from. `now` in ms. */
export interface RunSectionProps {
  readonly sync: SyncModel;
  readonly now: Signal<number>;
}

/** Newest first. */
export function RunSection({ sync, now }: RunSectionProps): VNode {
  const shown = useSignal(ROWS);
  const { runs, next } = sync.list.value;
  const rows = foldRuns(runs);
  async function more(): Promise<void> {
    shown.value += ROWS;
    if (foldRuns(sync.list.peek().runs).length < shown.value) await sync.earlier();
  }
  return (
    <section class="runs" aria-labelledby="runs-title">
      <h3 id="runs-title">Runs</h3>
      {rows.length === 0 ? <p class="empty">None yet. The first one begins by itself.</p> : (
        <table>
          <thead>
            <tr>
              <th scope="col">Run</th>
              <th scope="col">Began</th>
              <th scope="col" class="number wide">Took</th>
              <th scope="col" class="number wide">Requests</th>
              <th scope="col" class="number wide">Seen</th>
              <th scope="col">Found</th>
              <th scope="col">Outcome</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown.value).map((row) => <Row key={keyOf(row)} row={row} now={now} />)}
          </tbody>
        </table>
      )}
      {(rows.length > shown.value || next !== null) && (
        <button type="button" onClick={more}>Earlier runs</button>
      )}
    </section>
  );
}

/** A fold keeps its key while sweeps join it, so that it stays open. */
function keyOf(row: RunRow): string {
  return "run" in row ? row.run.id : `fold ${row.quiet.at(-1)!.id}`;
}

function Row({ row, now }: { readonly row: RunRow; readonly now: Signal<number> }): VNode {
  const open = useSignal(false);
  if ("run" in row) return <RunLine run={row.run} now={now} />;
  const { quiet } = row;
  return (
    <>
      <tr class="fold">
        <td colSpan={7}>
          <button
            type="button"
            class="opener"
            aria-expanded={open.value}
            onClick={() => open.value = !open.value}
          >
            {counted(quiet.length, "sweep")} found no difference
          </button>
          <span class="fineprint">
            {spanWords(quiet, now.value)}
          </span>
        </td>
      </tr>
      {open.value && quiet.map((run) => <RunLine key={run.id} run={run} now={now} />)}
    </>
  );
}

function spanWords(quiet: readonly Run[], now: number): string {
  const [from, to] = [ago(quiet.at(-1)!.startedAt, now), ago(quiet[0]!.startedAt, now)];
  return from === to ? from : `${from} to ${to}`;
}
