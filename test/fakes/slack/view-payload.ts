import { known, type PlayedView, type World } from './state.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text, emoji: true });

/** A view as the API and its interactions carry it; `values` are what its fields hold. */
export function viewPayload(world: World, view: PlayedView, values: object = {}) {
  const workspace = known(world.workspaces, view.workspaceId);
  return {
    id: view.id,
    team_id: view.workspaceId,
    type: view.type,
    blocks: view.blocks,
    private_metadata: view.privateMetadata,
    callback_id: view.callbackId,
    external_id: view.externalId,
    state: { values },
    hash: view.hash,
    title: plain(view.title),
    clear_on_close: false,
    notify_on_close: view.notifyOnClose,
    close: view.close === null ? null : plain(view.close),
    submit: view.submit === null ? null : plain(view.submit),
    previous_view_id: view.previousId,
    root_view_id: view.rootId,
    app_id: world.app.id,
    app_installed_team_id: workspace.installation?.isEnterprise
      ? (workspace.enterprise?.id ?? workspace.id)
      : workspace.id,
    bot_id: workspace.botId,
  };
}
