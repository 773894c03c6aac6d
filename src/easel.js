#!/usr/bin/env node
// The one file that is plain JavaScript: an old Node has to be able to read it, to say that it is too old.
import module from 'node:module';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  console.error(
    `Easel needs Node 22.19 or newer, and this is ${process.versions.node}. "npm start" and "npx easel" bring their own.`,
  );
  process.exit(1);
}
// Compiled code is kept between runs, so that a command line answers at once.
module.enableCompileCache();
await import('./cli.ts');
