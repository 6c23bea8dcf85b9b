import { createCockpit } from './cockpit.ts';
import type { CockpitEnd, CockpitHost } from './host.ts';

/**
 * Shows the cockpit until somebody leaves it. Closing it stops no run: they are driven by their own processes.
 * stdin and stdout must be terminals; that is checked before.
 */
export async function runCockpit(host: CockpitHost): Promise<CockpitEnd> {
  // React decides when it is loaded which of its builds it is; the other one is several times slower.
  process.env['NODE_ENV'] ??= 'production';
  const { renderCockpit } = await import('./ink/render-cockpit.tsx');
  const cockpit = createCockpit(host, sizeOf(host.stdout));
  const onResize = (): void => cockpit.send({ type: 'resize', size: sizeOf(host.stdout) });
  const onInterrupt = (): void => {
    const reason: unknown = host.interrupt.reason;
    cockpit.end({ reason: 'interrupted', ...(typeof reason === 'string' && { signal: reason }) });
  };
  host.stdout.on('resize', onResize);
  host.interrupt.addEventListener('abort', onInterrupt, { once: true });
  try {
    if (host.interrupt.aborted) onInterrupt();
    else await renderCockpit(host, cockpit);
    cockpit.end({ reason: 'quit' });
  } catch (error) {
    cockpit.end({ reason: 'error', error: error instanceof Error ? error : new Error(String(error)) });
  } finally {
    host.stdout.off('resize', onResize);
    host.interrupt.removeEventListener('abort', onInterrupt);
    await cockpit.close();
  }
  return cockpit.ended;
}

function sizeOf({ columns, rows }: NodeJS.WriteStream): { columns: number; rows: number } {
  return { columns: columns || 80, rows: rows || 24 };
}
