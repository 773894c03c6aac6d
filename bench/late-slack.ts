import type { Route } from '#src/app/route.ts';
import { loadConfig } from '#src/config/load-config.ts';
import { connectSlack } from '#src/connect-slack.ts';
import { listen } from '#src/http/listen.ts';
import { openEasel } from '#src/main.ts';
import { lateDocuments, lateParts } from './lately.ts';

/** Easel on Slack over a store that answers late. To be forked: FOLDER LATE-MS; its settings come by the environment; sends its address. */
const [folder = '', lateMs = '0'] = process.argv.slice(2);
const config = loadConfig({ env: process.env, cwd: folder });
if (!config.slack) throw new Error('Slack is not configured.');
const routes = new Map<string, Route>();
const easel = await openEasel(config, { routes, wrap: lateParts(Number(lateMs)) });
const slack = connectSlack(config.slack, { ...easel, documents: lateDocuments(easel, Number(lateMs)) });
routes.set(slack.id, slack);
if (!slack.routes) throw new Error('Slack does not come by HTTP.');
const server = await listen(slack.routes, { host: '127.0.0.1', port: 0 });
await easel.engine.start();
await slack.start(easel.engine.handle, easel.engine.gone);
process.send?.(server.url);
