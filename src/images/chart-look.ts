import type {
  EChartsOption,
  LegendComponentOption,
  SeriesOption,
  TitleComponentOption,
  XAXisComponentOption,
  YAXisComponentOption,
} from 'echarts';
import type { Chart } from '#src/domain/chart.ts';
import { USUAL_FAMILY } from './chart-letters.ts';

/** In pixels: twice as wide as a phone's screen in CSS pixels, so that letters of 26 are read as 13. */
export const WIDTH = 780;
const COLUMNS_HEIGHT = 560;
const ROW = 64;
const LETTERS = 26;
const TITLE = 32;
/** Room for the title, and for the names of the series below it. */
const HEAD = 76;
const LEGEND_ROW = 44;
const EDGE = 28;

/** A ground of its own, so that it reads the same on a light chat and on a dark one. */
const GROUND = '#2b2d31';
const INK = '#f2f3f5';
const FAINT = '#b5bac1';
const LINES = '#45484f';
/** Told apart by people who see few colours, too (Okabe and Ito), and from the ground. */
const COLOURS = ['#56b4e9', '#e69f00', '#2fbf94', '#f0e442', '#cc79a7', '#ff7f50', '#9aa0a6'];

const NAME_WIDTH = 18;
const TITLE_WIDTH = 44;
/** More columns than this have no room for a number above each. */
const FEW = 10;

/** How a chart is laid out: its height in pixels and what the library draws. */
export function lookOf(chart: Chart): { readonly height: number; readonly option: EChartsOption } {
  const legendRows = chart.series.length > 1 ? Math.ceil(chart.series.length / 2) : 0;
  const top = HEAD + (legendRows > 0 ? legendRows * LEGEND_ROW + EDGE : 0);
  const body = chart.kind === 'bars' ? Math.max(1, chart.labels.length) * ROW : COLUMNS_HEIGHT - HEAD;
  return {
    height: top + body + EDGE,
    option: {
      animation: false,
      backgroundColor: GROUND,
      color: COLOURS,
      textStyle: { fontFamily: USUAL_FAMILY, fontSize: LETTERS, color: INK },
      title: titleOf(chart),
      ...(legendRows > 0 && { legend: legendOf(chart) }),
      grid: { left: EDGE, right: chart.kind === 'bars' ? 110 : EDGE, top, bottom: EDGE, containLabel: true },
      ...(chart.kind === 'bars' ? barAxes(chart) : columnAxes(chart)),
      series: seriesOf(chart),
    },
  };
}

const titleOf = ({ title, unit }: Chart): TitleComponentOption => ({
  text: clipped(title.toLowerCase().includes(unit.toLowerCase()) ? title : `${title}, in ${unit}`, TITLE_WIDTH),
  left: EDGE,
  top: 22,
  textStyle: { fontFamily: USUAL_FAMILY, fontSize: TITLE, fontWeight: 'normal', color: INK },
});

const legendOf = ({ series }: Chart): LegendComponentOption => ({
  left: EDGE,
  top: HEAD,
  itemWidth: 26,
  itemHeight: 18,
  itemGap: 18,
  textStyle: { fontFamily: USUAL_FAMILY, fontSize: LETTERS, color: INK },
  data: series.map(({ name }) => clipped(name, NAME_WIDTH + 2)),
});

interface Axes {
  readonly xAxis: XAXisComponentOption;
  readonly yAxis: YAXisComponentOption;
}

function columnAxes({ labels }: Chart): Axes {
  return {
    xAxis: {
      type: 'category',
      data: labels.map((label) => clipped(label, NAME_WIDTH)),
      axisLabel: { fontSize: LETTERS, color: FAINT, hideOverlap: true, interval: 'auto' },
      axisLine: { lineStyle: { color: FAINT } },
      axisTick: { show: false },
    },
    yAxis: { type: 'value', minInterval: 1, axisLabel: { fontSize: LETTERS, color: FAINT }, splitLine: lines },
  };
}

const lines = { lineStyle: { color: LINES } };

function barAxes({ labels }: Chart): Axes {
  return {
    xAxis: { type: 'value', minInterval: 1, show: false },
    yAxis: {
      type: 'category',
      data: labels.map((label) => clipped(label, NAME_WIDTH)),
      inverse: true,
      axisLabel: { fontSize: LETTERS, color: INK },
      axisLine: { show: false },
      axisTick: { show: false },
    },
  };
}

function seriesOf({ kind, labels, series }: Chart): SeriesOption[] {
  const sums = labels.map((_, index) => series.reduce((sum, { values }) => sum + (values[index] ?? 0), 0));
  const isTold = kind === 'bars' || labels.length <= FEW;
  return series.map(({ name, values }, index) => ({
    type: 'bar',
    name: clipped(name, NAME_WIDTH + 2),
    stack: 'all',
    barMaxWidth: kind === 'bars' ? 34 : 90,
    data: [...values],
    ...(isTold && index === series.length - 1 && { label: sumLabel(kind, sums) }),
  }));
}

/** The last of a stack tells the sum of all. */
const sumLabel = (kind: Chart['kind'], sums: readonly number[]) => ({
  show: true,
  position: kind === 'bars' ? ('right' as const) : ('top' as const),
  fontSize: LETTERS,
  color: INK,
  formatter: ({ dataIndex }: { readonly dataIndex: number }) => (sums[dataIndex] ?? 0).toLocaleString('en-US'),
});

/** About as wide as the renderer draws it, in pixels: the library itself has no fonts to measure with. */
export function widthOf(words: string, fontSize: number): number {
  return [...words].reduce((sum, letter) => sum + (WIDE.test(letter) ? 1 : 0.61), 0) * fontSize;
}

/** @param width in letters of the Latin alphabet; those of East Asia count twice. */
function clipped(words: string, width: number): string {
  const letters = [...new Intl.Segmenter().segment(words)].map(({ segment }) => segment);
  let used = 0;
  const fits = letters.findIndex((letter) => {
    used += WIDE.test(letter) ? 2 : 1;
    return used > width;
  });
  return fits < 0 ? words : `${letters.slice(0, Math.max(1, fits - 1)).join('')}…`;
}

const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}]/u;
