import type { PolicyChange } from '#src/domain/rules/policy-change.ts';
import { type Kit, type KitOptions, openKit } from '../open-kit.ts';

export const GRACE = { id: 'mod', name: 'Grace' };

/** The engine with what moderators decided, started. */
export async function openRuled(changes: readonly PolicyChange[] = [], options: KitOptions = {}) {
  const kit = openKit(options);
  const decide = (...more: readonly PolicyChange[]) => decideIn(kit, more);
  if (changes.length > 0) await decide(...changes);
  await kit.start();
  return { ...kit, decide, asked, refusal };

  /** Asks for something, and waits until it ended. */
  async function asked(more: Parameters<typeof kit.talk.ask>[0] = {}) {
    const { id } = await kit.talk.ask({ options: { prompt: 'a fox' }, ...more });
    return kit.ended(id, more.user);
  }

  /** What the person is told. */
  async function refusal(more: Parameters<typeof asked>[0] = {}): Promise<string> {
    const { failure, result } = await asked(more);
    return failure?.failure.message ?? (result ? 'made' : 'nothing');
  }
}

const decideIn = ({ whole }: Pick<Kit, 'whole'>, changes: readonly PolicyChange[]) =>
  whole.policies.change('guild', GRACE, changes, { reason: 'a test' });
