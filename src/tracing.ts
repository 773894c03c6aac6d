import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { asEaselError } from '#src/domain/errors.ts';
import { readTraceparent, type TraceContext, writeTraceparent } from '#src/domain/trace.ts';
import type { SpanAbout, SpanName, Tracing, Traits } from '#src/ports/tracing.ts';

/** A step that has ended. */
export interface EndedSpan extends TraceContext {
  readonly name: SpanName;
  readonly parentSpanId?: string;
  /** Epoch milliseconds. */
  readonly startMs: number;
  readonly endMs: number;
  readonly traits: Traits;
  /** The code of the error that it ended with. */
  readonly errorCode?: string;
}

/** Takes what ended; never throws. */
export type SpanSink = (span: EndedSpan) => void;

/** Traces by the process's own means. @param sink told of every step; without one the names alone are led through. */
export function createTracing(sink?: SpanSink): Tracing {
  const around = new AsyncLocalStorage<TraceContext>();
  const parentOf = ({ from }: SpanAbout) => around.getStore() ?? readTraceparent(from);
  const here = () => {
    const context = around.getStore();
    return context && writeTraceparent(context);
  };

  return { span, past, within, here, traceId: () => around.getStore()?.traceId };

  async function span<T>(name: SpanName, work: () => Promise<T>, about: SpanAbout = {}): Promise<T> {
    const parent = parentOf(about);
    const context = childOf(parent);
    if (!sink) return around.run(context, work);
    const startMs = preciseNow();
    const ended = (errorCode?: string) => {
      const more = { ...parented(parent), ...(errorCode !== undefined && { errorCode }) };
      sink({ ...context, ...more, name, startMs, endMs: preciseNow(), traits: about.traits?.() ?? {} });
    };
    try {
      const result = await around.run(context, work);
      ended();
      return result;
    } catch (thrown) {
      ended(asEaselError(thrown).code);
      throw thrown;
    }
  }

  function past(name: SpanName, startMs: number, endMs: number, about: SpanAbout = {}): void {
    if (!sink) return;
    const parent = parentOf(about);
    sink({ ...childOf(parent), ...parented(parent), name, startMs, endMs, traits: about.traits?.() ?? {} });
  }

  function within<T>(traceparent: string | undefined, work: () => Promise<T>): Promise<T> {
    return around.run(readTraceparent(traceparent) ?? childOf(undefined), work);
  }
}

const parented = (parent: TraceContext | undefined) => (parent ? { parentSpanId: parent.spanId } : {});

const childOf = (parent: TraceContext | undefined): TraceContext => ({
  traceId: parent?.traceId ?? randomBytes(16).toString('hex'),
  spanId: randomBytes(8).toString('hex'),
  sampled: parent?.sampled ?? true,
});

/** Epoch milliseconds with fractions: what takes less than one is a step too. */
const preciseNow = (): number => performance.timeOrigin + performance.now();
