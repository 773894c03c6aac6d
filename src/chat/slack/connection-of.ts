import type { Standing } from './access.ts';
import type { ConnectionState } from './connection-state.ts';
import type { Transport } from './transport.ts';

/** Both have to be well: that Slack takes our token, and the way that events come by. */
export function connectionOf(standing: Standing, way: Pick<Transport, 'by' | 'state'>): ConnectionState {
  if (standing.kind === 'refused') return standing;
  if (standing.kind === 'asking') return connecting(standing.trouble);
  const state = way.state();
  if (state.kind === 'refused') return state;
  if (state.kind === 'connecting') return connecting(state.trouble);
  return { kind: 'connected', whom: standing.whom, by: way.by };
}

const connecting = (trouble: string | undefined): ConnectionState => ({
  kind: 'connecting',
  ...(trouble !== undefined && { trouble }),
});
