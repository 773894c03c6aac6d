import type { Chart } from '#src/domain/chart.ts';
import type { Picture, Size } from '#src/domain/picture.ts';
import { withLetters } from './chart-letters.ts';
import { lookOf, WIDTH, widthOf } from './chart-look.ts';

/**
 * Draws a chart, readable on a phone and on light and dark grounds alike, with names in the fonts that ship with Easel. The
 * libraries it takes are loaded only once somebody looks at a chart.
 *
 * @returns a PNG 780 pixels wide, as high as it needs.
 */
export async function drawChart(chart: Chart): Promise<Picture & Size> {
  const { height, option } = lookOf(chart);
  const { init, setPlatformAPI } = await import('echarts');
  setPlatformAPI({ measureText });
  const canvas = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  try {
    canvas.setOption(option);
    return await drawn(canvas.renderToSVGString());
  } finally {
    // Else its timers keep the process alive for ever.
    canvas.dispose();
  }
}

/** @param font as CSS writes it, such as `26px DejaVu Sans`. */
const measureText = (words: string, font = ''): { width: number } => ({
  width: widthOf(words, Number(/([\d.]+)px/.exec(font)?.[1] ?? 12)),
});

async function drawn(chart: string): Promise<Picture & Size> {
  const { svg, fontFiles } = await withLetters(chart);
  const { renderAsync } = await import('@resvg/resvg-js');
  const font = { loadSystemFonts: false, fontFiles: [...fontFiles], defaultFontFamily: 'DejaVu Sans' };
  const image = await renderAsync(svg, { font });
  return { bytes: image.asPng(), type: 'image/png', width: image.width, height: image.height };
}
