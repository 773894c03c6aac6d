import { afterAll, beforeAll, describe, it } from 'vitest';
import { MATRIX, type Provider } from './fault-matrix.ts';
import { expectCell, type MatrixPlatform, openWires } from './fault-matrix-kit.ts';
import { openSlackFlow, type SlackFlow } from './open-slack-flow.ts';

let wires: Awaited<ReturnType<typeof openWires>>;
let flow: SlackFlow;
beforeAll(async () => {
  wires = await openWires();
  flow = await openSlackFlow(wires.options);
});
afterAll(async () => {
  await flow.slack.expectConform();
  await flow.close();
  await wires.close();
});

/** Somebody who has asked for nothing yet, in a channel of their own. */
function somebody(): MatrixPlatform {
  const { slack, easel } = flow;
  const person = slack.person(`somebody ${slack.world.users.size}`);
  const channel = slack.addChannel();
  return {
    async ask(prompt, model) {
      const asked = () => person.command(channel, '/imagine', `${prompt} --model ${model}`);
      const { words, images } = await flow.ended(person, asked);
      const job = async () => {
        const [newest] = await flow.jobs(person);
        if (!newest) throw new Error('There is no job.');
        return newest;
      };
      return { words, pictures: images.filter(({ broken }) => !broken).length, job };
    },
    balance: () => flow.balance(person),
    unfinished: () => easel.jobs.unfinished(),
  };
}

describe.each<Provider>(['OpenAI', 'Gemini', 'Replicate'])('on Slack, with %s', (provider) => {
  it.each(MATRIX)('$fault: told in time, the credit is right, and paid calls are as the table says', async (fault) => {
    await expectCell(somebody(), wires, fault, provider);
  });
});
