import { randomUUID } from 'node:crypto';
import type OpenAI from 'openai';
import { z } from 'zod';
import { credits } from '#src/domain/error-texts.ts';
import { EaselError } from '#src/domain/errors.ts';
import { extensionOf } from '#src/domain/picture.ts';
import { text } from '#src/domain/text.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { MakeFlags } from '../make-pictures.ts';
import { existing, type OutputTarget, pathsOf, targetOf } from '../output-files.ts';
import { savePictures } from '../save-pictures.ts';
import { createTerminalProgress, type TerminalProgress } from '../terminal-progress.ts';
import { openRemote, type Remote } from './open-remote.ts';
import { overRemote } from './remote-failure.ts';
import { type Fields, fieldsOf, filesOf } from './remote-request.ts';
import type { RemoteFlags } from './server-of.ts';

export type RemoteMakeFlags = MakeFlags & RemoteFlags;

const Metadata = z.looseObject({
  mode: z.string().default(''),
  model: z.string().default(''),
  durationMs: z.number().optional(),
  credits: z.number().default(0),
  pictures: z.number().optional(),
  available: z.number().optional(),
  why: z.string().optional(),
  mask: z.string().optional(),
  text: z.string().optional(),
  warnings: z.array(z.string()).default([]),
});

const Answer = z.looseObject({
  created: z.number().default(0),
  data: z.array(z.looseObject({ b64_json: z.string().optional(), revised_prompt: z.string().optional() })).default([]),
  output_format: z.enum(['png', 'jpeg', 'webp']).default('png'),
  size: z.string().optional(),
  usage: z.unknown().optional(),
  metadata: Metadata.prefault({}),
});

type Answer = z.infer<typeof Answer>;

/** `generate` and `edit` by a running Easel. Files, words and exit codes are those of a command that works here. */
export async function makeRemotely(
  operation: 'generations' | 'edits',
  prompt: string,
  flags: RemoteMakeFlags,
): Promise<ExitCode> {
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const progress = await createTerminalProgress({ quiet: flags.raw === true && flags.verbose !== true });
  try {
    const remote = openRemote(flags);
    return await overRemote(remote, flags, () =>
      make({ operation, prompt, flags, remote, progress, signal: interrupted.signal }),
    );
  } finally {
    progress.end();
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

interface Making {
  readonly operation: 'generations' | 'edits';
  readonly prompt: string;
  readonly flags: RemoteMakeFlags;
  readonly remote: Remote;
  readonly progress: TerminalProgress;
  readonly signal: AbortSignal;
}

async function make(making: Making): Promise<ExitCode> {
  const { prompt, flags, progress } = making;
  const fields = fieldsOf(prompt, flags);
  const target = await targetOf(flags.output, prompt || (flags.mode ?? ''));
  await refuseTaken(target, flags.n ?? 1, flags);
  if (flags.dryRun) return tellPlan(await ask(making, { ...fields, dry_run: true }), flags);
  if (flags.mode === 'grid') await agree(await ask(making, { ...fields, dry_run: true }), flags);
  progress.update(stateOf('Asked', 0));
  const partials = flags.partials ?? 0;
  const answer = await (partials > 0 ? streamed(making, fields, partials) : ask(making, fields));
  progress.end();
  return save(answer, target, flags);
}

/** One call; a client that asks again after a lost connection finds the same job by its key. */
async function ask({ operation, flags, remote: { client }, signal }: Making, fields: Fields): Promise<Answer> {
  const options = { signal, headers: { 'Idempotency-Key': randomUUID() } };
  if (operation === 'generations')
    return Answer.parse(await client.post('/images/generations', { ...options, body: fields }));
  const { prompt, ...more } = fields;
  const files = await filesOf(flags, signal);
  return Answer.parse(await client.images.edit({ ...more, ...files, prompt: String(prompt) }, options));
}

/** The same with unfinished pictures on the way, which tell how far it is. */
async function streamed(making: Making, fields: Fields, partials: number): Promise<Answer> {
  const data: { b64_json: string }[] = [];
  let last: object = {};
  let previews = 0;
  for await (const event of await events(making, { ...fields, partial_images: partials })) {
    if (event.type.endsWith('.partial_image')) {
      previews += 1;
      making.progress.update(stateOf(`Preview ${previews}`, Math.min(90, previews * 25)));
    } else if ('b64_json' in event) {
      data.push({ b64_json: event.b64_json });
      last = { ...event, created: event.created_at };
    }
  }
  return Answer.parse({ ...last, data });
}

async function events(
  { operation, flags, remote: { client }, signal }: Making,
  fields: Fields,
): Promise<AsyncIterable<OpenAI.ImageGenStreamEvent | OpenAI.ImageEditStreamEvent>> {
  const { prompt, ...more } = fields;
  const options = { signal, headers: { 'Idempotency-Key': randomUUID() } };
  const asked = { ...more, prompt: String(prompt), stream: true as const };
  if (operation === 'generations') return client.images.generate(asked, options);
  return client.images.edit({ ...asked, ...(await filesOf(flags, signal)) }, options);
}

/** @throws {EaselError} `needs-confirmation` where nobody can be asked, and `canceled` where the answer is no. */
async function agree(planned: Answer, { yes, raw }: MakeFlags): Promise<void> {
  if (yes) return;
  const { credits: cost, pictures = 1 } = planned.metadata;
  if (raw || !process.stdin.isTTY || !process.stderr.isTTY)
    throw new EaselError('needs-confirmation', { cost, limit: 0 });
  const { confirm } = await import('@clack/prompts');
  const answer = await confirm({ message: `Make ${pictures} pictures for ${credits(cost)}?`, output: process.stderr });
  if (answer !== true) throw new EaselError('canceled', {});
}

function tellPlan({ metadata }: Answer, { raw }: MakeFlags): ExitCode {
  const { mode, model, why, pictures = 1, credits: cost, available, warnings } = metadata;
  if (raw) console.log(JSON.stringify({ data: [], metadata }, null, 2));
  else {
    for (const warning of warnings) console.error(`Note: ${warning}`);
    const left = available === undefined ? '' : ` of ${available}`;
    console.error(`${mode}${why ? `, because ${why}` : ''} on ${model}: ${pictures} for ${credits(cost)}${left}.`);
    console.error('Nothing was spent.');
  }
  return EXIT.done;
}

async function save(answer: Answer, target: OutputTarget, flags: MakeFlags): Promise<ExitCode> {
  const type = `image/${answer.output_format}` as const;
  const bytes = new Map(
    answer.data.map(({ b64_json: written = '' }, index) => [`${index}`, Buffer.from(written, 'base64')]),
  );
  const pictures = [...bytes.keys()].map((key) => ({ key, type }));
  const wishes = { expected: flags.n ?? 1, force: flags.force ?? false, quiet: flags.raw ?? false };
  const { created, usage, metadata } = answer;
  const made = { pictures, charged: metadata.credits };
  const paths = await savePictures({ blobs: { get: async (key) => bytes.get(key) } }, made, target, wishes);
  const data = paths.map((path, index) => ({ path, ...revised(answer, index) }));
  if (flags.raw)
    console.log(JSON.stringify({ created, data, ...(usage !== undefined && { usage }), metadata }, null, 2));
  else console.error(summary(answer));
  return EXIT.done;
}

function revised({ data }: Answer, index: number): { readonly revised_prompt?: string } {
  const words = data[index]?.revised_prompt;
  return words === undefined ? {} : { revised_prompt: words };
}

function summary({ size = '', metadata }: Answer): string {
  const { mode, model, durationMs = 0, credits: spent, warnings, text: said } = metadata;
  return [
    ...warnings.map((warning) => `Note: ${warning}`),
    ...(said ? [`The model says: ${said}`] : []),
    `${mode} on ${model}, ${size}, ${(durationMs / 1000).toFixed(1)} s, ${credits(spent)}.`,
  ].join('\n');
}

/** Refuses before anything is spent where a file would be overwritten. */
async function refuseTaken(
  target: OutputTarget,
  count: number,
  { force, dryRun, format = 'png' }: MakeFlags,
): Promise<void> {
  if (force || dryRun || !target.chosen) return;
  const [taken] = await existing(pathsOf(target, count, extensionOf(`image/${isFormat(format) ? format : 'png'}`)));
  if (taken) throw new EaselError('output-exists', { path: taken });
}

const isFormat = (word: string): word is 'png' | 'jpeg' | 'webp' => ['png', 'jpeg', 'webp'].includes(word);

const stateOf = (status: string, percent: number) => ({
  jobId: '',
  phase: 'running' as const,
  percent,
  status: text(status),
  prompt: '',
  warnings: [],
});
