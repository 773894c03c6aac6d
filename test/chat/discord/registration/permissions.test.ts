import { PermissionFlagsBits, PermissionsBitField } from 'discord.js';
import { expect, it } from 'vitest';
import { installLink } from '#src/chat/discord/registration/install-link.ts';
import { PERMISSIONS, permissionNames } from '#src/chat/discord/registration/permissions.ts';

it('asks for exactly seven permissions', () => {
  expect(new PermissionsBitField(PERMISSIONS).toArray().sort()).toEqual([
    'AttachFiles',
    'CreatePublicThreads',
    'EmbedLinks',
    'ReadMessageHistory',
    'SendMessages',
    'SendMessagesInThreads',
    'ViewChannel',
  ]);
});

it('names permissions as people find them in the settings of a server, and only those that matter', () => {
  const { AttachFiles, ViewChannel, Administrator } = PermissionFlagsBits;
  expect(permissionNames(AttachFiles | ViewChannel | Administrator)).toEqual(['View Channels', 'Attach Files']);
  expect(permissionNames(0n)).toEqual([]);
});

it('puts the permissions, the bot and its commands into the install link', () => {
  expect(installLink('1181234567890123456')).toBe(
    'https://discord.com/oauth2/authorize?client_id=1181234567890123456&permissions=309237763072&integration_type=0&scope=bot+applications.commands',
  );
  expect(PERMISSIONS).toBe(309237763072n);
});
