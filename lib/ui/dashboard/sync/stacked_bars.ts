/**
 * Draws bars over time with uPlot. It is a chunk of its own, so it imports nothing else.
 *
 * @module
 */

import uPlot from "uplot";

/** Height of the chart, and in it of the line of times, in CSS pixels. */
const HEIGHT = 180;
const TIMES_HEIGHT = 26;

/** Share of the height of the bars that marks below the line have. */
const MARK = 0.09;

/** Widest bar, in CSS pixels. */
const WIDEST = 22;

/** Steps of the axis: there are no halves of issues. */
const WHOLE = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 1e5, 1e6];

/** Space a label of the time axis wants, in CSS pixels. */
const LABEL = 80;

const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const hour = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const dark = matchMedia("(prefers-color-scheme: dark)");

/** What is drawn. */
export interface Bars {
  /** Begin of each bar, in s. */
  readonly from: readonly number[];
  /** Length of a bar, in s. */
  readonly step: number;
  /** Heights by name, each drawn over those before it. A custom property of CSS has the colour. */
  readonly heights: readonly (readonly [name: string, heights: readonly number[]])[];
  /** Where there is a mark below the line, all of one height, and the name of its colour. */
  readonly marks: readonly [name: string, marked: readonly boolean[]];
}

/** A chart in an element, until disposed of. */
export class StackedBars implements Disposable {
  readonly #place: HTMLElement;
  readonly #plot: uPlot;
  readonly #onPoint: (index: number | null) => void;
  readonly #ended = new AbortController();
  readonly #sizes: ResizeObserver;
  #bars: Bars;

  /** Draws into `place`, as wide as that is. `onPoint` hears which bar is pointed at. */
  constructor(
    place: HTMLElement,
    { bars, onPoint }: {
      readonly bars: Bars;
      readonly onPoint: (index: number | null) => void;
    },
  ) {
    this.#place = place;
    this.#bars = bars;
    this.#onPoint = onPoint;
    this.#plot = new uPlot(this.#options(), dataOf(bars), place);
    this.#sizes = new ResizeObserver(() => this.#fit());
    this.#sizes.observe(place);
    dark.addEventListener("change", () => this.#plot.redraw(), { signal: this.#ended.signal });
  }

  /** Draws something else under the same names. */
  show(bars: Bars): void {
    this.#bars = bars;
    this.#plot.setData(dataOf(bars));
  }

  /** Takes the chart away. */
  [Symbol.dispose](): void {
    this.#ended.abort();
    this.#sizes.disconnect();
    this.#plot.destroy();
  }

  #fit(): void {
    const width = this.#place.clientWidth;
    if (width > 0 && width !== this.#plot.width) this.#plot.setSize({ width, height: HEIGHT });
  }

  #options(): uPlot.Options {
    return {
      width: this.#place.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
      scales: {
        x: { range: (_plot, from, to) => [from, to + this.#bars.step] },
        y: { range: (_plot, _low, high) => [-MARK * Math.max(high, 1), Math.max(high, 1)] },
        // Its line lies where that of the bars does, whatever their heights.
        mark: { range: [-MARK, 1] },
      },
      axes: this.#axes(),
      series: [
        {},
        ...this.#bars.heights.map(([name]) => this.#series(name, "y")),
        this.#series(this.#bars.marks[0], "mark"),
      ],
      hooks: { setCursor: [({ cursor }) => this.#onPoint(cursor.idx ?? null)] },
    };
  }

  #axes(): uPlot.Axis[] {
    const font = `12px ${getComputedStyle(this.#place).fontFamily}`;
    const axis = { stroke: () => this.#colour("soft"), font, ticks: { show: false } };
    return [
      {
        ...axis,
        grid: { show: false },
        space: LABEL,
        size: TIMES_HEIGHT,
        gap: 2,
        values: (_plot, at) => timeWords(at),
      },
      {
        ...axis,
        grid: { stroke: () => this.#colour("line"), width: 1 },
        size: 40,
        incrs: WHOLE,
        filter: (_plot, heights) => heights.map((height) => height < 0 ? null : height),
        values: (_plot, heights) => heights.map((height) => height === null ? "" : String(height)),
      },
    ];
  }

  #series(name: string, scale: "y" | "mark"): uPlot.Series {
    return {
      scale,
      fill: () => this.#colour(name),
      width: 0,
      points: { show: false },
      paths: uPlot.paths.bars!({ size: [0.75, WIDEST], align: 1 }),
    };
  }

  /** As the stylesheet has it at the moment. */
  #colour(name: string): string {
    return getComputedStyle(this.#place).getPropertyValue(`--${name}`);
  }
}

function timeWords(seconds: readonly number[]): string[] {
  const [first = 0, second = first] = seconds;
  const words = second - first >= 86_400 ? day : hour;
  return seconds.map((at) => {
    const date = new Date(at * 1_000);
    return date.getHours() + date.getMinutes() === 0 ? day.format(date) : words.format(date);
  });
}

function dataOf({ from, heights, marks: [, marked] }: Bars): uPlot.AlignedData {
  const marks = marked.map((isMarked) => isMarked ? -MARK : null);
  return [[...from], ...heights.map(([, heights]) => [...heights]), marks];
}
