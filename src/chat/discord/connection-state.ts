/** Who the bot is, as Discord says once it is connected. */
export interface Identity {
  readonly applicationId: string;
  readonly botUserId: string;
  readonly botName: string;
}

/** How the connection stands, for the operator's eyes. A refused one does not mend by itself. */
export type ConnectionState =
  | { readonly kind: 'off' }
  /** `trouble`: why the last attempt failed. */
  | { readonly kind: 'connecting'; readonly trouble?: string }
  | { readonly kind: 'connected'; readonly identity: Identity; readonly guilds: number }
  | { readonly kind: 'refused'; readonly why: string };

/** In a few words. */
export function sayConnection(state: ConnectionState): string {
  if (state.kind === 'refused') return `down: ${state.why}`;
  if (state.kind === 'off') return 'off';
  if (state.kind === 'connecting')
    return state.trouble === undefined ? 'connecting' : `connecting, but: ${shortened(state.trouble)}`;
  return `as ${state.identity.botName} in ${state.guilds} ${state.guilds === 1 ? 'server' : 'servers'}`;
}

const shortened = (words: string): string => (words.length > 120 ? `${words.slice(0, 119)}…` : words);
