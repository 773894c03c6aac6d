import { formParts } from '../../discord/rest/multipart.ts';
import type { World } from '../state.ts';
import { keepBytes, mayRead } from './files.ts';
import { type Beside, callerOf, type Plain } from './serve.ts';

const LOGIN =
  '<!DOCTYPE html><html><head><title>Sign in | Slack</title></head><body>Sign in to your workspace</body></html>';
const html = (status: number, body: string): Plain => ({ status, type: 'text/html; charset=utf-8', body });

/** Where files are posted to and fetched from. */
export const fileHost = (world: World): Beside[] => [
  {
    prefix: '/upload/v1/',
    name: 'upload',
    async answer({ url, bytes, request }) {
      const key = url.pathname.slice('/upload/v1/'.length);
      const file = [...world.files.values()].find(({ uploadKey }) => uploadKey === key);
      if (!file || file.bytes.length > 0 || request.method !== 'POST') return html(404, 'no such upload');
      const type = request.headers['content-type'] ?? '';
      const content = type.startsWith('multipart/form-data') ? formParts(bytes, type)[0]?.bytes : new Uint8Array(bytes);
      if (content?.length !== file.length) return html(400, `expected ${file.length} bytes`);
      await keepBytes(file, content);
      return { status: 200, type: 'text/plain', body: `OK - ${content.length}` };
    },
  },
  {
    prefix: '/files-pri/',
    name: 'download',
    answer({ url, request }) {
      const id = /^\/files-pri\/[^/]+-(F[A-Z0-9]+)\//.exec(url.pathname)?.[1];
      const file = world.files.get(id ?? '');
      const caller = callerOf(world, request.headers.authorization ?? '');
      const isGood = caller?.installation.state === 'active' && caller.installation.scopes.has('files:read');
      // Without the right it is no error: it is the page where a person would sign in.
      if (!caller || !isGood || !file || !mayRead(world, caller, file)) return html(200, LOGIN);
      if (file.deleted) return html(404, 'File not found');
      const name = `attachment; filename="${encodeURIComponent(file.name)}"`;
      return { status: 200, type: file.mimetype, body: file.bytes, headers: { 'content-disposition': name } };
    },
  },
];
