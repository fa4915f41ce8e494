/**
 * What comparisons found over time: a chart for the eye, and the same as a table.
 *
 * @module
 */

import { useComputed, useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import {
  BAND_NAMES,
  BANDS,
  type DriftSeries,
  driftSeries,
  seriesWords,
  slotWords,
  stackHeights,
  tellingSlots,
} from "../../drift_chart.ts";
import { countWords } from "../../numbers.ts";
import { fullTime, instant } from "../../time.ts";
import type { Bars, StackedBars } from "./stacked_bars.ts";
import type { SyncModel } from "./sync_model.ts";

/** Drawn from the runs read so far. */
export function DriftSection({ sync }: { readonly sync: SyncModel }): VNode {
  const series = useComputed(() => driftSeries(sync.list.value.runs, Date.now())).value;
  return (
    <section class="drift" aria-labelledby="drift-title">
      <h3 id="drift-title">What webhooks missed</h3>
      {tellingSlots(series).length === 0
        ? <p class="empty">{emptyWords(series)}</p>
        : <Picture series={series} />}
    </section>
  );
}

function emptyWords({ since }: DriftSeries): string {
  if (since === null) return "Nothing was compared yet.";
  return `Nothing since ${instant(since, Date.now())}: webhooks brought everything.`;
}

function Picture({ series }: { readonly series: DriftSeries }): VNode {
  const since = instant(series.since ?? Date.now(), Date.now());
  return (
    <>
      <Legend />
      <Chart series={series} label={`Since ${since}: ${seriesWords(series)}`} />
      <details>
        <summary>Show as a table</summary>
        <SlotTable series={series} />
      </details>
    </>
  );
}

function Legend(): VNode {
  return (
    <ul class="legend" aria-hidden="true">
      {BANDS.map((band) => <li key={band} class={`band-${band}`}>{BAND_NAMES[band]}</li>)}
      <li class="band-left">Something not repaired</li>
    </ul>
  );
}

/** The library comes with the first chart: whoever only follows the feed need not load it. */
function Chart({ series, label }: { readonly series: DriftSeries; readonly label: string }): VNode {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<StackedBars | null>(null);
  const pointed = useSignal<number | null>(null);
  const bars = barsOf(series);
  const latest = useRef(bars);
  latest.current = bars;
  useEffect(() => {
    let gone = false;
    import("./stacked_bars.ts").then(({ StackedBars }) => {
      if (gone) return;
      const onPoint = (index: number | null) => pointed.value = index;
      chart.current = new StackedBars(place.current!, { bars: latest.current, onPoint });
    });
    return () => {
      gone = true;
      chart.current?.[Symbol.dispose]();
    };
  }, []);
  useEffect(() => chart.current?.show(bars), [series]);
  const slot = pointed.value === null ? undefined : series.slots[pointed.value];
  return (
    <>
      <div ref={place} class="chart" role="img" aria-label={label} />
      <p class="readout" aria-hidden="true">
        {slot === undefined ? label : `From ${fullTime(slot.at)}: ${slotWords(slot)}`}
      </p>
    </>
  );
}

function barsOf(series: DriftSeries): Bars {
  const from = series.slots.map(({ at }) => at / 1_000);
  return {
    from,
    step: series.step / 1_000,
    heights: stackHeights(series),
    marks: ["left", series.slots.map(({ left }) => left > 0)],
  };
}

function SlotTable({ series }: { readonly series: DriftSeries }): VNode {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">From</th>
          {BANDS.map((band) => <th key={band} scope="col" class="number">{BAND_NAMES[band]}</th>)}
          <th scope="col" class="number">Not repaired</th>
        </tr>
      </thead>
      <tbody>
        {tellingSlots(series).map((slot) => (
          <tr key={slot.at}>
            <th scope="row" title={fullTime(slot.at)}>{instant(slot.at, Date.now())}</th>
            {BANDS.map((band) => <td key={band} class="number">{countWords(slot[band])}</td>)}
            <td class="number">{countWords(slot.left)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
