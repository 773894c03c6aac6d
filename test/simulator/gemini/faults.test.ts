import { describe, expect, it } from 'vitest';
import type { Fault } from '#src/simulator/faults.ts';
import { type Answered, asking, openGeminiSimulator, post } from './setup.ts';

async function failing(fault: Fault) {
  const { simulator } = await openGeminiSimulator();
  simulator.fail(fault);
  const answered = await post(simulator, asking('a fox'));
  return { ...answered, taken: simulator.taken, simulator };
}

const partsIn = ({ candidates }: Answered) => candidates[0]?.content.parts ?? [];

const dataIn = (body: Answered): string => partsIn(body).at(-1)?.inlineData?.data ?? '';

describe("the simulator's faults in Gemini's words", { timeout: 20_000 }, () => {
  it.each<[Fault, number, object, number]>([
    [{ kind: 'status', status: 418, body: { a: 1 } }, 418, { a: 1 }, 0],
    [{ kind: 'server_error' }, 500, { error: { status: 'INTERNAL' } }, 1],
    [{ kind: 'overloaded' }, 503, { error: { status: 'UNAVAILABLE' } }, 0],
    [
      { kind: 'rate_limit', retryAfterSeconds: 7 },
      429,
      { error: { details: [{ violations: [{ quotaValue: '10' }] }, { retryDelay: '7s' }] } },
      0,
    ],
    [
      { kind: 'insufficient_quota' },
      429,
      { error: { details: [{ violations: [{ quotaId: 'GenerateRequestsPerDayPerProjectPerModel' }] }] } },
      0,
    ],
    [{ kind: 'moderation_blocked' }, 200, { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } }, 0],
    [
      { kind: 'moderation_blocked', categories: ['dangerous content'] },
      200,
      {
        promptFeedback: {
          blockReason: 'SAFETY',
          safetyRatings: [{ category: 'HARM_CATEGORY_DANGEROUS_CONTENT', blocked: true }],
        },
      },
      0,
    ],
    [{ kind: 'moderation_blocked', stage: 'output' }, 200, { candidates: [{ finishReason: 'IMAGE_SAFETY' }] }, 1],
    [{ kind: 'fewer' }, 200, { candidates: [{ finishReason: 'NO_IMAGE' }] }, 1],
  ])('%j', async (fault, status, body, taken) => {
    const answered = await failing(fault);
    expect({ status: answered.status, taken: answered.taken }).toEqual({ status, taken });
    expect(answered.body).toMatchObject(body);
  });

  it('words only', async () => {
    const { body } = await failing({ kind: 'text_only' });
    expect(partsIn(body)).toEqual([{ text: expect.stringMatching(/describe/) }]);
  });

  it.each(['truncated', 'garbage'] as const)('a %s picture, still base64', async (how) => {
    const whole = await failing({ kind: 'slow', ms: 0 });
    const { body } = await failing({ kind: 'corrupt', how });
    const [data, right] = [dataIn(body), dataIn(whole.body)];
    expect(data.length).toBeGreaterThan(1000);
    expect(Buffer.from(data, 'base64').toString('base64')).toBe(data);
    expect(data).not.toBe(right);
    if (how === 'truncated') expect(right.startsWith(data.slice(0, 1000))).toBe(true);
  });

  it('a connection that is reset once the request was read', async () => {
    const { simulator } = await openGeminiSimulator();
    simulator.fail({ kind: 'reset_after_send' });
    await expect(post(simulator, asking('a fox'))).rejects.toThrow('fetch failed');
    expect(simulator.taken).toBe(1);
  });

  it('only where they were meant to happen', async () => {
    const { simulator } = await openGeminiSimulator();
    simulator.fail({ kind: 'server_error', path: '/models/gemini-3-flash:generateContent' });
    expect((await post(simulator, asking('a fox'))).status).toBe(200);
    const path = '/v1/models/gemini-3-flash:generateContent';
    expect((await post(simulator, asking('a fox'), { path })).status).toBe(500);
    expect((await post(simulator, asking('a fox'), { path })).status).toBe(200);
  });
});
