import { accountIdOf } from '#src/app/accept-job.ts';
import type { PlayedDiscord } from '../fakes/discord/discord.ts';
import type { PlayedSlack } from '../fakes/slack/slack.ts';

/** One person who asks for one picture, with what they see of it in the end. */
export interface Asker {
  readonly accountId: string;
  readonly model: Model;
  /** No other prompt is like it, so that providers can tell whose call it is. */
  readonly prompt: string;
  /** @returns whether the platform had an answer in time; where not, it has said so to the person itself. */
  ask(): Promise<boolean>;
  /** Everything they see now, as words. */
  view(): string;
  /** What it came to, once it did. */
  end(): End | undefined;
  /** Messages with a picture that ever stood there, removed ones too. */
  posts(): number;
}

export type End = 'picture' | 'words';

/** Each provider's, and what it costs. */
const MODELS = [
  { id: 'openai/gpt-image-2.6-flare', cost: 2 },
  { id: 'gemini/gemini-nano-banana-2.1', cost: 5 },
  { id: 'replicate/qwen-image-2', cost: 6 },
] as const;

export type Model = (typeof MODELS)[number];

/** By pairs: people of both platforms ask every provider. */
const modelOf = (index: number): Model => MODELS[(index >> 1) % MODELS.length] ?? MODELS[0];

const promptOf = (index: number, platform: string): string => `fox-${index}-${platform}`;

/** Not on its way any more. */
const isEnd = (words: string): boolean => !/[▰▱]|^Starting …/.test(words);

export function discordAsker(discord: PlayedDiscord, index: number): Asker {
  const person = discord.person(`asker ${index}`);
  const channel = discord.addChannel({ name: `asks-${index}` });
  const model = modelOf(index);
  const prompt = promptOf(index, 'discord');
  const seen = () => person.sees(channel).filter(({ ours }) => ours);
  const isShown = ({ files }: ReturnType<typeof seen>[number]) => files.some((file) => file.in === 'gallery');
  return {
    accountId: accountIdOf(`discord:${discord.guild.id}`, person.id),
    model,
    prompt,
    ask: async () => (await person.command(channel, 'imagine', { prompt, model: model.id })).answer !== null,
    view: () => JSON.stringify(seen().map(({ text, loading, files }) => [text, loading, files.length])),
    end() {
      const messages = seen();
      if (messages.some(isShown)) return 'picture';
      return messages.some(({ loading, text }) => !loading && isEnd(text)) ? 'words' : undefined;
    },
    posts: () => person.sees(channel, true).filter((message) => message.ours && isShown(message)).length,
  };
}

export function slackAsker(slack: PlayedSlack, index: number): Asker {
  const person = slack.person(`asker ${index}`);
  const channel = slack.addChannel({ name: `asks-${index}` });
  const model = modelOf(index);
  const prompt = promptOf(index, 'slack');
  const seen = () => person.sees(channel).filter(({ ours }) => ours);
  const isShown = ({ images }: ReturnType<typeof seen>[number]) => images.some(({ broken }) => !broken);
  return {
    accountId: accountIdOf(`slack:${slack.workspace.id}`, person.id),
    model,
    prompt,
    ask: async () => !(await person.command(channel, '/imagine', `${prompt} --model ${model.id}`)).failed,
    view: () => JSON.stringify(seen().map(({ words, images }) => [words, images.length])),
    end() {
      const messages = seen();
      if (messages.some(isShown)) return 'picture';
      return messages.some(({ words }) => isEnd(words)) ? 'words' : undefined;
    },
    posts: () => person.sees(channel, true).filter((message) => message.ours && isShown(message)).length,
  };
}
