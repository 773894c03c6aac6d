import type { Fault } from '#src/simulator/faults.ts';
import { type Simulator, startSimulator } from '#src/simulator/simulator.ts';
import type { FarFault } from '../contracts/image-model.ts';

/** What goes wrong at the simulator for each fault of the contract, whatever the dialect; only keys are refused in many ways. */
export const faultsWith = (badKey: Fault): Readonly<Record<FarFault, Fault>> => ({
  blocked: { kind: 'moderation_blocked' },
  'rate-limited': { kind: 'rate_limit', retryAfterSeconds: 3 },
  'no-money': { kind: 'insufficient_quota' },
  'bad-key': badKey,
  'server-error': { kind: 'server_error' },
  overloaded: { kind: 'overloaded' },
  silent: { kind: 'hang_before_headers' },
  lost: { kind: 'reset_after_send' },
  'one-fewer': { kind: 'fewer' },
});

/** The simulator as the far side of a contract. @param isPaid which of its requests are for pictures; all unless told. */
export async function openFarSide(
  faults: Readonly<Record<FarFault, Fault>>,
  isPaid: (request: Simulator['requests'][number]) => boolean = () => true,
) {
  const simulator = await startSimulator({ paceMs: 0 });
  return {
    url: simulator.url,
    simulator,
    far: {
      fail: (fault: FarFault) => simulator.fail(faults[fault]),
      asked: () => simulator.requests.filter(isPaid).length,
      taken: () => simulator.taken,
    },
    close: simulator.close,
  };
}
