import type { WebClient } from '@slack/web-api';
import type { Workspace } from '../origin.ts';

/** The Web API with the token of a workspace. Rejects where Easel is not installed there, or the store cannot be asked. */
export type ClientOf = (workspace: Workspace) => Promise<WebClient>;
