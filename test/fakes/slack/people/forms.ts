import { interactionBase, newTrigger } from '../envelopes.ts';
import type { PlayedUser, PlayedView, PlayedWorkspace, World } from '../state.ts';
import { viewPayload } from '../view-payload.ts';
import { type Asked, act, close, showForm } from './act.ts';
import { type FieldValues, viewValues } from './fill-view.ts';
import { type SeenView, seenView } from './view.ts';

export interface Forms {
  /** Sends the form that is open in front of them; by block id or label. */
  submit(values?: FieldValues): Promise<Asked & { readonly errors: Readonly<Record<string, string>> }>;
  /** Closes the form that is open in front of them. */
  closes(): Promise<Asked | null>;
  /** The form open in front of them. */
  view(): SeenView | null;
  home(): SeenView | null;
}

/** What a person does with forms. */
export function createForms(world: World, user: PlayedUser, workspace: PlayedWorkspace): Forms {
  const base = () => interactionBase(world, user, workspace);
  const topView = (): PlayedView | undefined => world.views.get(world.stacks.get(user.id)?.at(-1) ?? '');
  const shown = (view: PlayedView | undefined) => (view ? seenView(world, user.id, view) : null);

  async function submit(values: FieldValues = {}): Promise<Asked & { errors: Readonly<Record<string, string>> }> {
    const view = topView();
    if (!view) throw new Error('no form is open');
    const state = await viewValues(world, user, view, values);
    const trigger = newTrigger(world, user, workspace.id, view.channelId);
    const body = {
      type: 'view_submission',
      ...base(),
      trigger_id: trigger,
      view: viewPayload(world, view, state),
      response_urls: [],
    };
    let errors: Readonly<Record<string, string>> = {};
    const asked = await act(world, 'interaction', body, async (answer) => {
      errors = await showForm(world, user, view, answer);
    });
    return { ...asked, errors };
  }

  async function closes(): Promise<Asked | null> {
    const view = topView();
    if (!view) throw new Error('no form is open');
    close(world, user.id, view.id);
    if (!view.notifyOnClose) return null;
    const body = { type: 'view_closed', ...base(), view: viewPayload(world, view), is_cleared: false };
    return act(world, 'interaction', body, async () => undefined);
  }

  return { submit, closes, view: () => shown(topView()), home: () => shown(homeOf(world, user)) };
}

/** What stands in somebody's home of the application. */
export const homeOf = (world: World, user: PlayedUser): PlayedView | undefined =>
  world.views.get(world.homes.get(user.id) ?? '');
