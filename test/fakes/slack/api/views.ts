import { z } from 'zod';
import { judgeBlocks } from '../blocks/judge.ts';
import type { Block } from '../blocks/parts.ts';
import { plainText, upTo } from '../blocks/texts.ts';
import { refusal, refusalAt } from '../refusal.ts';
import { known, type PlayedTrigger, type PlayedView, type PlayedWorkspace, type World } from '../state.ts';
import { viewPayload } from '../view-payload.ts';
import { type Caller, type Methods, readArgs } from './method.ts';

const Modal = z.strictObject({
  type: z.literal('modal'),
  title: plainText(24),
  submit: plainText(24).optional(),
  close: plainText(24).optional(),
  blocks: z.array(z.unknown()),
  private_metadata: upTo(3000).optional(),
  callback_id: upTo(255).optional(),
  external_id: upTo(255).optional(),
  clear_on_close: z.boolean().optional(),
  notify_on_close: z.boolean().optional(),
});
const Home = z.strictObject({
  type: z.literal('home'),
  blocks: z.array(z.unknown()),
  private_metadata: upTo(3000).optional(),
  callback_id: upTo(255).optional(),
  external_id: upTo(255).optional(),
});
const Wanted = z.discriminatedUnion('type', [Modal, Home]);

const TRIGGER_MS = 3000;
const LARGEST = 250_000;

type Content = Omit<PlayedView, 'id' | 'userId' | 'workspaceId' | 'channelId' | 'rootId' | 'previousId'>;

/** The view as Slack takes it in. @throws its refusal. */
export async function judgeView(
  world: World,
  workspaces: readonly PlayedWorkspace[],
  given: unknown,
  type: 'modal' | 'home',
): Promise<Content> {
  if (JSON.stringify(given ?? '').length > LARGEST) throw refusal('view_too_large');
  const view = readArgs(z.looseObject({ view: Wanted }), { view: given }).view;
  if (view.type !== type) throw refusalAt('invalid_arguments', [`must be ${type} [json-pointer:/view/type]`]);
  const blocks = await judgeBlocks(world, workspaces, view.blocks, type);
  if (view.type === 'modal' && !view.submit && blocks.some((block) => block.type === 'input'))
    throw refusalAt('invalid_arguments', ['missing required field: submit [json-pointer:/view/submit]']);
  return { ...wordsOf(view), blocks, hash: `${Math.floor(world.clock.now() / 1000)}.${world.newId('h')}` };
}

const wordsOf = (view: z.infer<typeof Wanted>): Omit<Content, 'blocks' | 'hash'> => ({
  type: view.type,
  callbackId: view.callback_id ?? '',
  externalId: view.external_id ?? '',
  privateMetadata: view.private_metadata ?? '',
  title: view.type === 'modal' ? view.title.text : '',
  submit: view.type === 'modal' ? (view.submit?.text ?? null) : null,
  close: view.type === 'modal' ? (view.close?.text ?? null) : null,
  notifyOnClose: view.type === 'modal' && (view.notify_on_close ?? false),
});

export function viewMethods(world: World): Methods {
  function trigger(id: string): PlayedTrigger {
    const found = world.triggers.get(id);
    if (!found) throw refusal('invalid_trigger_id');
    if (world.clock.now() - found.at > TRIGGER_MS) throw refusal('expired_trigger_id');
    if (found.used) throw refusal('exchanged_trigger_id');
    return found;
  }

  async function open(args: z.infer<typeof OpenArgs>, caller: Caller, isPushed: boolean): Promise<object> {
    const from = trigger(args.trigger_id);
    const content = await judgeView(world, caller.workspaces, args.view, 'modal');
    from.used = true;
    return { view: viewPayload(world, openView(world, from, content, isPushed)) };
  }

  async function update(args: z.infer<typeof UpdateArgs>, caller: Caller): Promise<object> {
    const view = [...world.views.values()].find(
      ({ id, externalId }) =>
        id === args.view_id || (args.external_id !== undefined && externalId === args.external_id),
    );
    const isOpen = view && (view.type === 'home' || world.stacks.get(view.userId)?.includes(view.id));
    if (!view || !isOpen) throw refusal('not_found');
    if (args.hash !== undefined && args.hash !== view.hash) throw refusal('hash_conflict');
    Object.assign(view, await judgeView(world, caller.workspaces, args.view, view.type));
    return { view: viewPayload(world, view) };
  }

  async function publish(args: z.infer<typeof PublishArgs>, caller: Caller): Promise<object> {
    const user = world.users.get(args.user_id);
    const isHere = user && caller.workspaces.some(({ id }) => id === user.workspaceId);
    if (!isHere || user.deleted) throw refusal('invalid_arguments');
    const content = await judgeView(world, caller.workspaces, args.view, 'home');
    const old = world.views.get(world.homes.get(user.id) ?? '');
    if (args.hash !== undefined && old && args.hash !== old.hash) throw refusal('hash_conflict');
    const id = old?.id ?? world.newId('V');
    const view = {
      ...content,
      id,
      userId: user.id,
      workspaceId: user.workspaceId,
      channelId: null,
      rootId: id,
      previousId: null,
    };
    world.views.set(id, view);
    world.homes.set(user.id, id);
    return { view: viewPayload(world, view) };
  }

  return {
    'views.open': { needs: [], answer: (args, caller) => open(readArgs(OpenArgs, args), caller, false) },
    'views.push': { needs: [], answer: (args, caller) => open(readArgs(OpenArgs, args), caller, true) },
    'views.update': { needs: [], answer: (args, caller) => update(readArgs(UpdateArgs, args), caller) },
    'views.publish': { needs: [], answer: (args, caller) => publish(readArgs(PublishArgs, args), caller) },
  };
}

const OpenArgs = z.looseObject({ trigger_id: z.string(), view: z.unknown() });
const UpdateArgs = z.looseObject({
  view_id: z.string().optional(),
  external_id: z.string().optional(),
  hash: z.string().optional(),
  view: z.unknown(),
});
const PublishArgs = z.looseObject({ user_id: z.string(), hash: z.string().optional(), view: z.unknown() });

/** Shows a form to somebody, over the one they have open or in its place. */
export function openView(
  world: World,
  from: Pick<PlayedTrigger, 'userId' | 'workspaceId' | 'channelId'>,
  content: Content & { blocks: Block[] },
  isPushed: boolean,
): PlayedView {
  const stack = world.stacks.get(from.userId) ?? [];
  if (isPushed && stack.length === 0) throw refusal('not_found');
  if (isPushed && stack.length >= 3) throw refusal('push_limit_reached');
  const below = isPushed ? known(world.views, stack.at(-1) ?? '') : undefined;
  const id = world.newId('V');
  const { userId, workspaceId, channelId } = from;
  const view = {
    ...content,
    id,
    userId,
    workspaceId,
    channelId,
    rootId: below?.rootId ?? id,
    previousId: below?.id ?? null,
  };
  world.views.set(id, view);
  world.stacks.set(userId, isPushed ? [...stack, id] : [id]);
  return view;
}
