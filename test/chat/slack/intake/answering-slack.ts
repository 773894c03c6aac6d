import { type ProblemKind, problem } from '#src/chat/slack/delivery/problem.ts';
import type { Send } from '#src/chat/slack/delivery/send.ts';

type Answer = object | ProblemKind | 'never';

/** Slack's Web API as a test has it: each method answers with what stands for it, the last one again and again. */
export function answeringSlack(answers: Readonly<Record<string, readonly Answer[]>>) {
  const calls: { readonly method: string; readonly args: object; readonly timeoutMs: number | undefined }[] = [];
  const send: Send = async (_workspace, method, args, { timeoutMs } = {}) => {
    const earlier = calls.filter((call) => call.method === method).length;
    calls.push({ method, args, timeoutMs });
    const answer = answers[method]?.[earlier] ?? answers[method]?.at(-1);
    if (answer === undefined) throw new Error(`Nobody expected ${method}.`);
    if (answer === 'never') return new Promise(() => {});
    if (typeof answer === 'object') return { ok: true, body: answer };
    return { ok: false, problem: problem(answer, new Error(answer), answer === 'rate-limited' ? 3000 : 0) };
  };
  return { calls, send, methods: () => calls.map(({ method }) => method) };
}
