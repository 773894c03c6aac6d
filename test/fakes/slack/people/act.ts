import { respond } from '../api/response-url.ts';
import { judgeView, openView } from '../api/views.ts';
import { isRefusal } from '../refusal.ts';
import {
  type Answer,
  type Delivery,
  known,
  type PlayedUser,
  type PlayedView,
  type ResponseAddress,
  type World,
} from '../state.ts';

/** Something a person asked of the application. */
export interface Asked {
  readonly delivery: Delivery;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Null where none came in three seconds. */
  readonly answer: Answer | null;
  /** Slack says that it went wrong: no answer in time, or none of HTTP 200. */
  readonly failed: boolean;
  /** Why what the answer held was not shown. */
  readonly refused: string | null;
}

/** Sends it; resolves with the answer, or when its time is over. What the answer holds is shown. */
export async function act(
  world: World,
  kind: 'command' | 'interaction',
  body: Readonly<Record<string, unknown>>,
  show: (answer: unknown) => Promise<void>,
): Promise<Asked> {
  const delivery = world.deliver({ kind, body });
  world.changed();
  const answer = await delivery.first;
  const failed = answer.status !== 200;
  const refused = failed ? null : await shown();
  world.changed();
  return { delivery, payload: body, answer: answer.status === 0 ? null : answer, failed, refused };

  async function shown(): Promise<string | null> {
    try {
      await show(answer.body);
      return null;
    } catch (cause) {
      if (isRefusal(cause)) return cause.message;
      throw cause;
    }
  }
}

/** An answer to a command or an old-style action: words or blocks to show. */
export async function showWords(world: World, address: ResponseAddress, answer: unknown): Promise<void> {
  if (answer === '') return;
  await respond(world, address, typeof answer === 'string' ? { text: answer } : answer);
}

/** An answer to a sent form: it closes, or says what comes instead. Returns what is wrong with which field. */
export async function showForm(
  world: World,
  user: PlayedUser,
  view: PlayedView,
  answer: unknown,
): Promise<Readonly<Record<string, string>>> {
  const wish = typeof answer === 'object' && answer !== null ? answer : {};
  const action = 'response_action' in wish ? wish.response_action : 'close';
  const workspaces = [known(world.workspaces, view.workspaceId)];
  if (action === 'errors') return 'errors' in wish ? (wish.errors as Record<string, string>) : {}; // shown as it is
  if (action === 'clear') world.stacks.delete(user.id);
  else if (action === 'close') close(world, user.id, view.id);
  else {
    const content = await judgeView(world, workspaces, 'view' in wish ? wish.view : undefined, 'modal');
    if (action === 'push') openView(world, view, content, true);
    else Object.assign(view, content);
  }
  return {};
}

/** Closes one form; the one below it is there again. */
export function close(world: World, userId: string, viewId: string): void {
  const rest = (world.stacks.get(userId) ?? []).filter((id) => id !== viewId);
  if (rest.length > 0) world.stacks.set(userId, rest);
  else world.stacks.delete(userId);
}
