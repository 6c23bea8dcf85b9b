import { format } from 'node:util';

const METHODS = ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const;

/**
 * Hands what anybody prints through `console` to `say`: written to the terminal, it would shift the frame.
 * @returns how to give the console back
 */
export function catchConsole(say: (text: string) => void): () => void {
  const target = globalThis.console;
  const before = METHODS.map((method) => [method, target[method]] as const);
  for (const method of METHODS) target[method] = (...values: unknown[]) => say(format(...values));
  return () => {
    for (const [method, print] of before) target[method] = print;
  };
}
