import { type Cockpit, createCockpit } from './cockpit.ts';
import type { CockpitEnd, CockpitHost } from './host.ts';
import { summaryOf } from './summary.ts';
import type { ScreenEnd } from './terminal/run-screen.tsx';

/**
 * Shows the cockpit until somebody leaves it. Closing it stops no run: they are driven by their own processes.
 * stdin and stdout must be terminals; that is checked before.
 */
export async function runCockpit(host: CockpitHost): Promise<CockpitEnd> {
  if (host.linear) {
    const { runLinear } = await import('./linear/run-linear.ts');
    return runLinear(host);
  }
  const renderCockpit = await loadRenderer();
  const cockpit = createCockpit(host, sizeOf(host.stdout));
  const onResize = (): void => cockpit.send({ type: 'resize', size: sizeOf(host.stdout) });
  host.stdout.on('resize', onResize);
  try {
    const end = await renderCockpit(host, cockpit);
    cockpit.end(reasonOf(end, host));
    const summary = summaryOf(cockpit.model());
    return {
      ...(await cockpit.ended),
      ...(summary !== undefined && { summary }),
      ...(end.stray !== '' && { stray: end.stray }),
    };
  } finally {
    host.stdout.off('resize', onResize);
    await cockpit.close();
  }
}

function reasonOf(end: ScreenEnd, { interrupt }: CockpitHost): CockpitEnd {
  if (end.reason === 'error') return { reason: 'error', error: end.error };
  const signal: unknown = interrupt.reason;
  return { reason: end.reason, ...(end.reason === 'interrupted' && typeof signal === 'string' && { signal }) };
}

/** Named, since the bundle has its answer written in wherever the variable itself stands. */
const REACT_BUILD = 'NODE_ENV';

/**
 * React decides when it is loaded which of its builds it is; the other one is several times slower. What rye starts must
 * not inherit the answer.
 */
async function loadRenderer(): Promise<(host: CockpitHost, cockpit: Cockpit) => Promise<ScreenEnd>> {
  const before = process.env[REACT_BUILD];
  process.env[REACT_BUILD] = 'production';
  try {
    return (await import('./ink/render-cockpit.tsx')).renderCockpit;
  } finally {
    if (before === undefined) delete process.env[REACT_BUILD];
    else process.env[REACT_BUILD] = before;
  }
}

function sizeOf({ columns, rows }: NodeJS.WriteStream): { columns: number; rows: number } {
  return { columns: columns || 80, rows: rows || 24 };
}
