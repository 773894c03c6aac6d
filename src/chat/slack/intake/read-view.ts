import { z } from 'zod';
import type { Workspace } from '../origin.ts';
import { isDirectChannel } from './place.ts';
import { type Came, IGNORED, type Read } from './said.ts';
import { listOf, maybe, problemsOf, SlackId, Ts } from './shapes.ts';
import { imagesIn, optionsIn, Values } from './view-values.ts';

/** What the layout put into a form to have it back. */
const Metadata = z.object({
  state: z.string(),
  channelId: SlackId.nullable(),
  threadTs: Ts.nullable(),
  isDirect: z.boolean(),
});

const Submission = z.object({
  type: z.literal('view_submission'),
  trigger_id: maybe(z.string().min(1)),
  user: z.object({ id: SlackId, name: maybe(z.string()), username: maybe(z.string()) }),
  response_urls: listOf(z.object({ response_url: z.string() })),
  view: z.object({
    id: z.string().min(1),
    callback_id: z.string().catch(''),
    private_metadata: z.string().catch(''),
    state: z.object({ values: Values }).catch({ values: new Map() }),
  }),
});

const OURS = 'easel:form:';
/** The field that asks where the answer goes. */
const PLACE = 'easel:place';

/** A form as it was sent in, with the place it was opened in, or the one that was picked in it. */
export function readView(payload: unknown, workspace: Workspace): Read {
  const read = Submission.safeParse(payload);
  if (!read.success) return isClosed(payload) ? IGNORED : { kind: 'malformed', where: problemsOf(read.error) };
  const { view, user, trigger_id, response_urls } = read.data;
  if (!view.callback_id.startsWith(OURS)) return IGNORED;
  const { values } = view.state;
  const metadata = metadataOf(view.private_metadata);
  const picked = SlackId.safeParse(values.get(PLACE)?.selected_conversation).data;
  const where = metadata ? placed(metadata, picked) : { channelId: null, threadTs: null, isDirect: false };
  const origin: Came['origin'] = {
    ...where,
    id: `view:${view.id}`,
    userId: user.id,
    responseUrl: response_urls[0]?.response_url ?? null,
    triggerId: trigger_id ?? null,
    functionExecutionId: null,
  };
  if (!metadata) return { kind: 'unreadable', origin };
  const { [PLACE]: _place, ...options } = optionsIn(values);
  const said = {
    trigger: 'form',
    name: view.callback_id.slice(OURS.length),
    state: metadata.state,
    options,
    images: imagesIn(values, workspace),
  } as const;
  return { kind: 'came', came: { origin, userName: user.name ?? user.username ?? undefined, said } };
}

const isClosed = (payload: unknown): boolean =>
  typeof payload === 'object' && payload !== null && 'type' in payload && payload.type === 'view_closed';

function metadataOf(written: string): z.infer<typeof Metadata> | undefined {
  try {
    return Metadata.safeParse(JSON.parse(written)).data;
  } catch {
    return undefined;
  }
}

function placed(
  { channelId, threadTs, isDirect }: z.infer<typeof Metadata>,
  picked: string | undefined,
): Pick<Came['origin'], 'channelId' | 'threadTs' | 'isDirect'> {
  if (channelId !== null) return { channelId, threadTs, isDirect };
  if (picked === undefined) return { channelId: null, threadTs: null, isDirect: false };
  return { channelId: picked, threadTs: null, isDirect: isDirectChannel(picked) };
}
