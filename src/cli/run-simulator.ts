import { EXIT, type ExitCode } from './exit-codes.ts';
import { untilStopped } from './until-stopped.ts';

/** Runs the simulator alone until it is stopped. */
export async function runSimulator({ port, pace }: { port: number; pace: number }): Promise<ExitCode> {
  const { startSimulator } = await import('#src/simulator/simulator.ts');
  const simulator = await startSimulator({ port, paceMs: pace });
  console.log(`The simulator speaks OpenAI's images API on ${simulator.url}/v1. Try it:`);
  console.log(`  OPENAI_BASE_URL=${simulator.url}/v1 OPENAI_API_KEY=any easel generate "a lighthouse at dusk"`);
  console.log('Stop it with Ctrl+C.');
  await untilStopped();
  await simulator.close();
  return EXIT.done;
}
