import { describe, expect, it } from 'vitest';
import { text } from '#src/domain/text.ts';
import type { CardPicture, HomeCard } from '#src/ports/cards.ts';
import type { Actor, Place } from '#src/ports/chat-platform.ts';
import { openConnected } from './open-connected.ts';

const CARD: HomeCard = {
  facts: [{ label: 'Left', value: text('12 credits') }],
  recent: [],
  models: [{ name: 'simulator/sketch', about: text('draws') }],
};

const picture: CardPicture = {
  key: 'k',
  type: 'image/png',
  width: 8,
  height: 8,
  alt: 'a fox',
  name: 'fox.png',
  url: 'http://127.0.0.1:1/fox.png',
  open: async () => undefined,
  fit: async () => undefined,
};

describe("a person's own page", () => {
  it('is filled each time they open it, with what is theirs', async () => {
    const asked: { readonly actor: Actor; readonly place: Place }[] = [];
    const home = async (asking: (typeof asked)[number]) => {
      asked.push(asking);
      return CARD;
    };
    const { slack } = await openConnected({ parts: () => ({ home }) });
    const ada = slack.person('Ada', { admin: true });
    ada.opensHome();
    await slack.until(() => ada.home());
    expect(JSON.stringify(ada.home())).toContain('12 credits');
    expect(asked).toEqual([
      {
        actor: { userId: ada.id, displayName: 'Ada', isModerator: true, roles: [] },
        place: {
          platform: 'slack',
          tenantId: `slack:${slack.workspace.id}`,
          channelId: ada.direct().id,
          isDirect: true,
        },
      },
    ]);
  });

  it('is left alone where they open the messages', async () => {
    const { slack, platform } = await openConnected();
    const ada = slack.person('Ada');
    ada.opensHome('messages');
    await slack.until(() => slack.deliveries.every(({ answers }) => answers.length > 0));
    await platform.stop();
    expect(ada.home()).toBeNull();
  });

  it('is shown without pictures where Slack cannot fetch one', async () => {
    const recent = [{ jobId: 'job1', prompt: 'a red fox', madeAt: 0, picture }];
    const { slack } = await openConnected({ parts: () => ({ home: async () => ({ ...CARD, recent }) }) });
    slack.fail({ method: 'views.publish', error: 'invalid_arguments' });
    const ada = slack.person('Ada');
    ada.opensHome();
    await slack.until(() => ada.home());
    expect(JSON.stringify(ada.home())).toContain('a red fox');
  });
});
