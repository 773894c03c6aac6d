import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Chart } from '#src/domain/chart.ts';
import { drawChart } from '#src/images/chart.ts';
import { withLetters } from '#src/images/chart-letters.ts';
import { openShaper } from '#src/images/shaped-text.ts';
import { sharp } from '#src/images/sharp.ts';

const NAMES = {
  Latin: 'Zoë Ångström',
  Cyrillic: 'Иван Петров',
  Greek: 'Ελένη',
  Arabic: 'محمد العربي',
  Hebrew: 'דוד המלך',
  Devanagari: 'अनुष्का शर्मा',
  Thai: 'ทำน้ำ ใจดี',
  Chinese: '李小龙 李小龍',
  Japanese: '山田たろう ヤマダー',
  Korean: '김철수 뷁',
  emoji: '🦊🎨❤️👩‍🚀🇩🇪',
} as const;

const bars = (labels: readonly string[], values = labels.map((_, index) => index + 1)): Chart => ({
  kind: 'bars',
  title: 'Credits by person',
  unit: 'credits',
  labels,
  series: [{ name: 'credits', values }],
  alt: '',
});

describe('a chart', () => {
  it.each([
    ['bars', bars(['Ada', 'Bob']), 2],
    ['many bars', bars(Object.values(NAMES)), 11],
    ['columns', { ...bars(['Nov 1', 'Nov 2']), kind: 'columns' as const }, 2],
    ['no bars at all', bars([]), 0],
  ])('is a PNG as wide as a phone’s screen, at twice its points: %s', async (_, chart) => {
    const { bytes, type, width, height } = await drawChart(chart);
    expect([type, width]).toEqual(['image/png', 780]);
    const { format, width: drawn, height: high, hasAlpha } = await sharp(bytes).metadata();
    expect([format, drawn, high]).toEqual(['png', 780, height]);
    // It has a ground of its own, so no chat's colour shows through.
    const { channels } = await sharp(bytes).stats();
    expect(hasAlpha && channels[3]?.min).toBe(255);
  });

  it('shows larger values larger, each series in a colour of its own', async () => {
    const chart: Chart = {
      ...bars(['Ada', 'Bob']),
      series: [
        { name: 'one', values: [10, 1] },
        { name: 'other', values: [10, 1] },
      ],
    };
    const { bytes } = await drawChart(chart);
    const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const counted = new Map<string, number>();
    for (let at = 0; at < info.size; at += 3) {
      const colour = data.subarray(at, at + 3).toString('hex');
      counted.set(colour, (counted.get(colour) ?? 0) + 1);
    }
    const [one = 0, other = 0] = [counted.get('56b4e9'), counted.get('e69f00')];
    expect(one).toBeGreaterThan(5000);
    expect(Math.abs(one - other) / one).toBeLessThan(0.1);
  });

  it('draws what somebody calls themselves as words, and nothing else', async () => {
    const plain = await drawChart(bars(['<b>&amp;</b> "x"', '</text><image href="file:///etc/passwd"/>']));
    expect(plain.height).toBeGreaterThan(100);
  });

  it('leaves nothing behind that keeps a process alive', async () => {
    const draw = "await (await import('#src/images/chart.ts')).drawChart(JSON.parse(process.argv[1]));";
    const child = promisify(execFile)(
      process.execPath,
      ['--input-type=module', '-e', draw, JSON.stringify(bars(['Ada']))],
      { timeout: 60_000 },
    );
    await expect(child).resolves.toMatchObject({ stderr: '' });
  }, 90_000);
});

describe('a name', () => {
  it.each(Object.entries(NAMES))('has letters in %s, no boxes', async (_, name) => {
    const { svg, fontFiles } = await withLetters(`<text style="font-size:26px">${name}</text>`);
    // What became outlines had every letter, else it were none.
    if (svg.includes('<path')) return expect(svg).not.toContain('<text');
    const [usual = '', ...others] = await Promise.all(fontFiles.map((file) => openShaper(file)));
    const runs = [...svg.matchAll(/<tspan[^>]*>([^<]+)<\/tspan>/g)].map(([, run = '']) => run);
    const rest = svg.replace(/<tspan[^>]*>[^<]+<\/tspan>|<[^>]+>/g, '');
    for (const run of runs) expect([run, others.some((shape) => shape(run) !== undefined)]).toEqual([run, true]);
    expect(usual !== '' && usual(rest)).toBeDefined();
  });

  it('reads no font that it does not need: some are large', async () => {
    const filesOf = async (name: string) => (await withLetters(`<text>${name}</text>`)).fontFiles.length;
    expect(await filesOf('Ada Иван')).toBe(1);
    expect(await filesOf('Ada 李')).toBe(2);
  });

  it('is drawn as it is where it mixes scripts of which one font has not all', async () => {
    const { svg } = await withLetters('<text style="font-size:26px">शर्मा 李</text>');
    expect(svg).toContain('Noto Sans Devanagari');
    expect(svg).toContain('Noto Sans Hans');
  });
});
