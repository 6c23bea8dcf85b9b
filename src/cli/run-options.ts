import { type Command, InvalidArgumentError, Option } from 'commander';
import type { RunOptions } from '#app';
import type { Io } from './io.ts';

/** The options that `run`, `resume` and `demo` share, as commander hands them over. */
export interface RunFlags {
  offline?: boolean;
  model?: string;
  provider?: string;
  budget?: number;
  limit?: Record<string, number>;
  approve?: 'auto' | 'ask' | 'deny';
  onInterrupted?: 'report' | 'ask' | 'retry';
  commit?: 'each' | 'group';
  detach?: boolean;
  runId?: string;
  json?: boolean;
  ndjson?: boolean;
  quiet?: boolean;
}

/** Limits that need not be whole. */
const FRACTIONS = new Set(['spend', 'duration_seconds']);
const LIMITS = ['turns', 'tokens', 'spend', 'duration_seconds', 'spawns', 'depth'];

export function addRunOptions(command: Command): Command {
  return command
    .option('--offline', 'let scripts answer in the model’s place; tools do real work')
    .option('--model <id>', 'model id or tier of the root thread')
    .option('--provider <name>', 'anthropic, offline, or replay:RUN: a recorded run answers')
    .option('--budget <usd>', 'the most that the run may spend, in USD', parseUsd)
    .option('--limit <name=value>', `a limit of the root thread: ${LIMITS.join(' ')}`, parseLimit)
    .addOption(
      new Option('--approve <how>', 'what becomes of questions; ask on a terminal, else deny').choices([
        'auto',
        'ask',
        'deny',
      ]),
    )
    .addOption(
      new Option('--on-interrupted <how>', 'what becomes of a side effect that was cut off').choices([
        'report',
        'ask',
        'retry',
      ]),
    )
    .addOption(new Option('--commit <how>', 'one commit an event, or grouped under load').choices(['each', 'group']))
    .option('--detach', 'run in the background; prints the run id')
    .addOption(new Option('--json', 'print one JSON document at the end').conflicts('ndjson'))
    .option('--ndjson', 'print one event a line as it happens')
    .option('--quiet', 'print nothing while it runs');
}

/** The flags as the use cases take them. */
export function runOptions(flags: RunFlags, io: Io): Omit<RunOptions, 'observer'> {
  const { offline, model, provider, budget, limit, onInterrupted, commit } = flags;
  return {
    interrupt: io.interrupt,
    ...(offline && { offline }),
    ...(model !== undefined && { model }),
    ...(provider !== undefined && { provider }),
    ...(budget !== undefined && { budgetUsd: budget }),
    ...(limit && { limits: limit }),
    ...approveOf(flags, io),
    ...(onInterrupted && { onInterrupted }),
    ...(commit && { commit }),
  };
}

/** On a terminal somebody can answer; a run in the background, or for a script, is not to wait for anybody. */
function approveOf({ approve, json, ndjson, detach }: RunFlags, io: Io): Pick<RunOptions, 'approve' | 'canAsk'> {
  if (approve) return { approve };
  return io.interactive && !json && !ndjson && !detach ? { canAsk: true } : {};
}

/** @throws {InvalidArgumentError} */
export function parseUsd(text: string): number {
  const usd = Number(text.replace(/^\$/, ''));
  if (text.trim() === '' || !Number.isFinite(usd) || usd < 0)
    throw new InvalidArgumentError('It must be an amount such as 0.50.');
  return usd;
}

/** Reads `name=value` over what was read before. @throws {InvalidArgumentError} */
export function parseLimit(text: string, before: Record<string, number> = {}): Record<string, number> {
  const [name = '', value = ''] = text.split('=', 2);
  const number = Number(value);
  if (!LIMITS.includes(name)) throw new InvalidArgumentError(`There is no limit "${name}": use ${LIMITS.join(', ')}.`);
  if (value.trim() === '' || !Number.isFinite(number) || number < 0)
    throw new InvalidArgumentError('It must be a number such as turns=10.');
  if (!FRACTIONS.has(name) && !Number.isInteger(number)) throw new InvalidArgumentError(`${name} is a whole number.`);
  return { ...before, [name]: number };
}
