import type { CockpitActions } from '#app';
import type { Clock } from '#protocol';

/** Everything the cockpit needs of the process and the use cases; a test hands in its own. */
export interface CockpitHost {
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  env: Readonly<Record<string, string | undefined>>;
  clock: Clock;
  projectName: string;
  /** Opened at once where given; else view 1. */
  runId?: string;
  /** The event of that run to begin at; absent: it is shown as it stands. */
  seq?: number;
  ascii: boolean;
  colour: boolean;
  linear: boolean;
  actions: CockpitActions;
  /** Aborts when the process is told to end (SIGTERM, SIGHUP, SIGINT). Its reason is the signal's name, where there is one. */
  interrupt: AbortSignal;
}

/** How the cockpit came to its end; runs go on. */
export interface CockpitEnd {
  reason: 'quit' | 'interrupted' | 'error';
  /** The run that was open. */
  runId?: string;
  error?: Error;
  signal?: string;
  /** One line for the normal screen: which run, where it stands, how to come back. */
  summary?: string;
  /** What others printed while the screen was up. */
  stray?: string;
}
