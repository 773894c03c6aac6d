import { z } from 'zod';
import { refusal, refusalAt } from '../refusal.ts';
import type { PlayedWorkspace, World } from '../state.ts';
import { Block } from './parts.ts';
import { elementsOf, imagesOf, type PlacedImage } from './walk.ts';
import { countWords } from './words.ts';

export type Surface = 'message' | 'modal' | 'home';

const MOST_BLOCKS: Readonly<Record<Surface, number>> = { message: 50, modal: 100, home: 100 };
/** A message with more than about so many characters is refused, whatever the limits of its blocks. */
const MOST_CHARACTERS = 13_200;
const SHOWN = ['image/png', 'image/jpeg', 'image/gif'];

/** The blocks as Slack takes them in. @throws its refusal where it does not. */
export async function judgeBlocks(
  world: World,
  workspaces: readonly PlayedWorkspace[],
  given: unknown,
  surface: Surface,
): Promise<Block[]> {
  const error = surface === 'message' ? 'invalid_blocks' : 'invalid_arguments';
  const root = surface === 'message' ? '/blocks' : '/view/blocks';
  const read = z.array(Block).safeParse(given);
  if (!read.success)
    throw refusalAt(
      error,
      read.error.issues.map((issue) => at(issue.message, `${root}/${issue.path.join('/')}`)),
    );
  const blocks = read.data;
  if (blocks.length > MOST_BLOCKS[surface])
    throw refusalAt(error, [at(`no more than ${MOST_BLOCKS[surface]} items allowed`, root)]);
  const wrong = [...placement(blocks, surface), ...doubled(blocks)];
  if (wrong.length > 0)
    throw refusalAt(
      error,
      wrong.map((sentence) => at(sentence, root)),
    );
  if (surface === 'message' && countWords(blocks) > MOST_CHARACTERS) throw refusal('msg_blocks_too_long');
  for (const image of imagesOf(blocks)) await judgeImage(world, workspaces, image, error);
  return blocks.map((block) => ({ ...block, block_id: block.block_id ?? world.newId('b') }));
}

const at = (sentence: string, pointer: string): string => `${sentence} [json-pointer:${pointer}]`;

function* placement(blocks: readonly Block[], surface: Surface): Generator<string> {
  const tables = blocks.filter(({ type }) => type === 'table' || type === 'data_table');
  if (tables.length > 1) yield 'only one table is allowed';
  for (const block of blocks) {
    if (block.type === 'alert' && surface !== 'modal') yield 'unsupported type: alert';
    if (block.type === 'markdown' && surface !== 'message') yield 'unsupported type: markdown';
    const isFile = block.type === 'input' && block.element.type === 'file_input';
    if (isFile && surface !== 'modal') yield 'unsupported element: file_input';
    if (block.type === 'actions' && block.elements.some(({ type }) => /input|^image$/.test(type)))
      yield 'unsupported element in actions';
    if (block.type === 'input' && ['button', 'image', 'overflow'].includes(block.element.type))
      yield `unsupported element in input: ${block.element.type}`;
  }
}

function* doubled(blocks: readonly Block[]): Generator<string> {
  const ids = blocks.flatMap(({ block_id }) => block_id ?? []);
  for (const id of new Set(ids.filter((one, index) => ids.indexOf(one) !== index)))
    yield `block_id "${id}" already exists`;
  for (const block of blocks) {
    const actions = elementsOf(block).flatMap((element) => ('action_id' in element && element.action_id) || []);
    for (const id of new Set(actions.filter((one, index) => actions.indexOf(one) !== index)))
      yield `action_id "${id}" already exists`;
  }
}

async function judgeImage(
  world: World,
  workspaces: readonly PlayedWorkspace[],
  { fileId, url, path }: PlacedImage,
  error: string,
): Promise<void> {
  if (fileId !== null) {
    const file = world.files.get(fileId);
    const isOurs = file && workspaces.some(({ id }) => id === file.workspaceId);
    const isReady = file && file.readyAt !== null && file.readyAt <= world.clock.now();
    if (!file || !isOurs || !isReady || file.deleted || !SHOWN.includes(file.mimetype))
      throw refusalAt(error, [at('invalid slack file', `${path}/slack_file/id`)]);
  }
  if (url !== null && !world.fetched.has(url)) await fetchImage(world, url, path, error);
}

/** Slack fetches it at once; where it cannot, the whole message is refused. */
async function fetchImage(world: World, url: string, path: string, error: string): Promise<void> {
  try {
    if (new URL(url).hostname !== '127.0.0.1') throw new Error('only this machine can be reached in a test');
    const response = await fetch(url);
    const isImage = response.headers.get('content-type')?.startsWith('image/');
    if (!response.ok || !isImage) throw new Error(`HTTP ${response.status}`);
    world.fetched.set(url, new Uint8Array(await response.arrayBuffer()));
  } catch {
    throw refusalAt(error, [at('downloading image failed', `${path}/image_url`)]);
  }
}
