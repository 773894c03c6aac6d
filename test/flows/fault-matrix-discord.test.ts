import { afterAll, beforeAll, describe, it } from 'vitest';
import { MATRIX, type Provider } from './fault-matrix.ts';
import { expectCell, type MatrixPlatform, openWires } from './fault-matrix-kit.ts';
import { type DiscordFlow, openDiscordFlow } from './open-discord-flow.ts';

let wires: Awaited<ReturnType<typeof openWires>>;
let flow: DiscordFlow;
beforeAll(async () => {
  wires = await openWires();
  flow = await openDiscordFlow(wires.options);
});
afterAll(async () => {
  await flow.discord.expectConform();
  await flow.close();
  await wires.close();
});

/** Somebody who has asked for nothing yet, in a channel of their own. */
function somebody(): MatrixPlatform {
  const { discord, easel } = flow;
  const person = discord.person(`somebody ${discord.world.users.size}`);
  const channel = discord.addChannel();
  return {
    async ask(prompt, model) {
      const { text, files } = await flow.ended(person.command(channel, 'imagine', { prompt, model }));
      const job = async () => {
        const [newest] = await flow.jobs(person, channel);
        if (!newest) throw new Error('There is no job.');
        return newest;
      };
      return { words: text, pictures: files.filter((file) => file.in === 'gallery').length, job };
    },
    balance: () => flow.balance(person, channel),
    unfinished: () => easel.jobs.unfinished(),
  };
}

describe.each<Provider>(['OpenAI', 'Gemini', 'Replicate'])('on Discord, with %s', (provider) => {
  it.each(MATRIX)('$fault: told in time, the credit is right, and paid calls are as the table says', async (fault) => {
    await expectCell(somebody(), wires, fault, provider);
  });
});
