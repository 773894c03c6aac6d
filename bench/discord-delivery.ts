import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pngOf } from '../test/fixtures/pictures.ts';
import { breakOffInTime, scratchFolder, startEasel } from './easel-process.ts';
import { startFakeDiscord } from './fake-discord.ts';
import { startFakeOpenAi } from './fake-openai.ts';
import { median, p95, quantile } from './statistics.ts';
import { report } from './table.ts';

/**
 * How long a person on Discord waits for what the provider has sent already: from the provider's last byte of a 2 MB picture until
 * its upload begins, and from a preview's last byte until all of it is at Discord. One message is edited every 2.5 s at most, so a
 * preview that comes sooner is counted from the moment it may be shown.
 */
const ROUNDS = 40;
const PREVIEW_ROUNDS = 12;
const WARM_UP = 5;
const UPLOAD_GOAL_MS = 50;
const PREVIEW_GOAL_MS = 100;
const BETWEEN_EDITS_MS = 2500;
/** So that the edits about the job's beginning are out when the first preview comes. */
const PREVIEW_AFTER_MS = 3200;

breakOffInTime();
const { folder, remove } = await scratchFolder();
const settings = join(folder, 'easel.json');
await writeFile(settings, JSON.stringify({ credits: { allowance: 1_000_000 } }));
// Noise does not compress: 837 x 837 pixels of 3 bytes are 2 MiB.
const picture = await pngOf({ width: 837, height: 837, noise: true });

const untilUpload = await measure(0, ROUNDS, async ({ provider, discord }) => {
  const lastByte = provider.nextLastByte();
  const shown = await discord.follow('imagine', { prompt: 'a lighthouse at dusk', partials: 0 });
  const { begunAt } = await shown.result();
  return begunAt - (await lastByte);
});
const untilPreview = await measure(PREVIEW_AFTER_MS, PREVIEW_ROUNDS, async ({ provider, discord }) => {
  const first = provider.nextPreview();
  const shown = await discord.follow('imagine', { prompt: 'a lighthouse at dusk', partials: 1 });
  const { endedAt, previousAt } = await shown.preview();
  const mayBeShownAt = Math.max(await first, previousAt + BETWEEN_EDITS_MS);
  await shown.result();
  return endedAt - mayBeShownAt;
});
await remove();

report({
  title: `A picture of ${(picture.byteLength / 1_048_576).toFixed(1)} MiB on its way to Discord, in milliseconds`,
  columns: ['what', 'p50', 'p95', 'max', 'goal'],
  rows: [
    row(
      'last byte of the picture -> its upload begins',
      untilUpload,
      p95(untilUpload),
      `p95 <= ${UPLOAD_GOAL_MS}`,
      UPLOAD_GOAL_MS,
    ),
    row(
      'last byte of a preview -> shown',
      untilPreview,
      quantile(untilPreview, 1),
      `<= ${PREVIEW_GOAL_MS}`,
      PREVIEW_GOAL_MS,
    ),
  ],
  notes: [
    `${ROUNDS} and ${PREVIEW_ROUNDS} rounds after ${WARM_UP} and 1 to warm up, on Node ${process.versions.node}.`,
    'Provider and Discord are in the measuring process, Easel is another one.',
  ],
});

type World = {
  readonly provider: Awaited<ReturnType<typeof startFakeOpenAi>>;
  readonly discord: Awaited<ReturnType<typeof startFakeDiscord>>;
};

async function measure(paceMs: number, rounds: number, once: (world: World) => Promise<number>): Promise<number[]> {
  const provider = await startFakeOpenAi({ picture, paceMs });
  const discord = await startFakeDiscord();
  const easel = await startEasel(folder, {
    OPENAI_API_KEY: 'bench',
    OPENAI_BASE_URL: provider.url,
    EASEL_CONFIG: settings,
    LOG_LEVEL: 'silent',
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.url,
  });
  easel.log.resume();
  await discord.connected();
  const warmUp = paceMs > 0 ? 1 : WARM_UP;
  const all: number[] = [];
  for (let round = 0; round < warmUp + rounds; round++) all.push(await once({ provider, discord }));
  await easel.stop();
  await discord.close();
  await provider.close();
  return all.slice(warmUp);
}

function row(what: string, values: readonly number[], judged: number, goal: string, goalMs: number) {
  const figures = [median(values), p95(values), quantile(values, 1)].map((ms) => ms.toFixed(1));
  return { cells: [what, ...figures, goal], isMet: judged <= goalMs };
}
