import { EXIT, type ExitCode } from './exit-codes.ts';
import { untilStopped } from './until-stopped.ts';

/** Runs the simulator alone until it is stopped. */
export async function runSimulator({ port, pace }: { port: number; pace: number }): Promise<ExitCode> {
  const { SIMULATOR_PATHS, startSimulator } = await import('#src/simulator/simulator.ts');
  const simulator = await startSimulator({ port, paceMs: pace });
  console.log('The simulator speaks the wire formats of these, each at its own base address:');
  for (const [protocol, path] of Object.entries(SIMULATOR_PATHS))
    console.log(`  ${protocol.padEnd(18)}${simulator.url}${path}`);
  console.log('Try it:');
  console.log(`  OPENAI_BASE_URL=${simulator.url}/v1 OPENAI_API_KEY=any easel generate "a lighthouse at dusk"`);
  console.log('Stop it with Ctrl+C.');
  await untilStopped();
  await simulator.close();
  return EXIT.done;
}
