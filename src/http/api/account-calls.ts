import { z } from '@hono/zod-openapi';
import type { Engine } from '#src/app/engine.ts';
import { keyAccount } from '#src/app/keys/api-key.ts';
import type { LinkedAccount } from '#src/domain/link.ts';
import type { Clock, NewId } from '#src/ports/clock.ts';
import type { Balance } from '#src/ports/credit-ledger.ts';
import type { Answers } from './answer/answers.ts';
import { type AskingOf, whereaboutsOf } from './asking.ts';
import type { BodyReader } from './body/read-body.ts';
import { type ApiContext, noteDuration } from './gate.ts';
import { goneOf } from './gone.ts';
import { readFields } from './read-fields.ts';
import { refuse } from './refuse.ts';

export const LINK_FIELDS = z
  .strictObject({
    code: z.string().min(1).max(20).openapi({ description: 'What /link gave in a chat.', example: 'ABCD-2345' }),
  })
  .openapi('LinkRequest');

export interface AccountCallParts {
  readonly engine: Pick<Engine, 'balance' | 'links'>;
  readonly reader: Pick<BodyReader, 'read'>;
  readonly askingOf: AskingOf;
  readonly answers: Answers;
  readonly clock: Pick<Clock, 'now'>;
  readonly newId: NewId;
}

/** What a key can ask about its account. */
export function createAccountCalls({ engine, reader, askingOf, answers, clock, newId }: AccountCallParts) {
  return { credits, link, unlink };

  async function credits(context: ApiContext): Promise<Response> {
    const { tenantId, personId } = whereaboutsOf(await askingOf(context.get('caller'), context.req.query('user')));
    return answer(context, creditsView(await engine.balance({ tenantId, personId })));
  }

  /** Joins the key's account with the one that was given the code. */
  async function link(context: ApiContext): Promise<Response> {
    const given = await reader.read(context, { files: false, signal: goneOf(context) });
    if (!given.ok) throw refuse(given.fault.status, given.fault.code, given.fault.message, given.fault.param);
    const { code } = readFields(LINK_FIELDS, given.body.fields, given.body.kind);
    const accounts = await engine.links.join(accountOf(context), { said: code, eventId: newId() });
    return answer(context, { object: 'link', accounts: accounts.map(accountView) });
  }

  async function unlink(context: ApiContext): Promise<Response> {
    return answer(context, { object: 'link', unlinked: await engine.links.unlink(accountOf(context)), accounts: [] });
  }

  function answer(context: ApiContext, value: object): Response {
    noteDuration(context, clock.now());
    return answers.json(context, value);
  }
}

const accountOf = (context: ApiContext): LinkedAccount => keyAccount(context.get('caller').name);

const accountView = ({ platform, name }: { readonly platform: string; readonly name?: string }) => ({
  platform,
  ...(name !== undefined && { name }),
});

const creditsView = ({ available, held, allowance, moreAt, ending = [], accounts }: Balance) => ({
  object: 'credits',
  available,
  held,
  allowance,
  resets_at: seconds(moreAt),
  ending: ending.map(({ amount, at }) => ({ amount, at: seconds(at) })),
  ...(accounts && {
    accounts: accounts.map((each) => ({
      ...accountView(each),
      available: each.available,
      held: each.held,
      allowance: each.allowance,
    })),
  }),
});

const seconds = (ms: number): number => Math.floor(ms / 1000);
