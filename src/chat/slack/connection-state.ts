/** How the connection stands, for the operator's eyes. A refused one does not mend by itself. */
export type ConnectionState =
  | { readonly kind: 'off' }
  /** `trouble`: why the last attempt failed. */
  | { readonly kind: 'connecting'; readonly trouble?: string }
  | { readonly kind: 'connected'; readonly whom: Known; readonly by: 'socket' | 'http' }
  | { readonly kind: 'refused'; readonly why: string };

/** As whom, where there is one token; else how many installed Easel. */
export type Known =
  | { readonly kind: 'one'; readonly botName: string; readonly teamName: string }
  | { readonly kind: 'many'; readonly workspaces: number };

/** In a few words. */
export function sayConnection(state: ConnectionState): string {
  if (state.kind === 'refused') return `down: ${state.why}`;
  if (state.kind === 'off') return 'off';
  if (state.kind === 'connecting')
    return state.trouble === undefined ? 'connecting' : `connecting, but: ${shortened(state.trouble)}`;
  return `${sayWhom(state.whom)}, ${state.by === 'socket' ? 'by Socket Mode' : 'by HTTP at /slack/events'}`;
}

function sayWhom(whom: Known): string {
  if (whom.kind === 'one') return `as ${whom.botName} in ${whom.teamName}`;
  return `in ${whom.workspaces} ${whom.workspaces === 1 ? 'workspace' : 'workspaces'}`;
}

const shortened = (words: string): string => (words.length > 120 ? `${words.slice(0, 119)}…` : words);
