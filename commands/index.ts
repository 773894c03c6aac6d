import type { Command } from '#src/ports/command.ts';
import { avatar } from './avatar.ts';
import { cancel } from './cancel.ts';
import { credits } from './credits.ts';
import { edit } from './edit.ts';
import { help } from './help.ts';
import { history } from './history.ts';
import { imagine } from './imagine.ts';
import { link } from './link.ts';
import { models } from './models.ts';
import { settings } from './settings.ts';

/** Every command, in the order people are shown them. */
export const commands: readonly Command[] = [
  imagine,
  edit,
  avatar,
  credits,
  models,
  history,
  cancel,
  settings,
  link,
  help,
];
