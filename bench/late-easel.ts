import type { Route } from '#src/app/route.ts';
import { loadConfig } from '#src/config/load-config.ts';
import { connectDiscord } from '#src/connect-discord.ts';
import { openEasel } from '#src/main.ts';
import { lateDocuments, lateParts } from './lately.ts';

/** Easel on Discord over a store that answers late. To be forked: FOLDER LATE-MS; its settings come by the environment. */
const [folder = '', lateMs = '0'] = process.argv.slice(2);
const config = loadConfig({ env: process.env, cwd: folder });
if (!config.discord) throw new Error('Discord is not configured.');
const routes = new Map<string, Route>();
const easel = await openEasel(config, { routes, wrap: lateParts(Number(lateMs)) });
const discord = connectDiscord(config.discord, { ...easel, documents: lateDocuments(easel, Number(lateMs)) });
routes.set(discord.id, discord);
await easel.engine.start();
await discord.start(easel.engine.handle, easel.engine.gone);
