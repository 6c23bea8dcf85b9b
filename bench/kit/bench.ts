import type { Summary } from './summary.ts';

/** How a benchmark is run. */
export interface BenchOptions {
  /** How often each subject is measured; absent: what the benchmark thinks enough. */
  repetitions?: number;
  /** Told what is going on; nothing of it is the result. */
  say: (line: string) => void;
}

/** One subject as it was measured. */
export interface Row {
  subject: string;
  unit: string;
  value: Summary;
  /** Further figures, by name. */
  more?: Readonly<Record<string, number>>;
}

/** A comparison, which is what counts: absolute times on a shared machine mean little. */
export interface Ratio {
  what: string;
  value: number;
  /** What it is meant to be, such as `>= 3.5`; absent: no aim was set. */
  aim?: string;
}

/** What a benchmark found. */
export interface Findings {
  rows: Row[];
  ratios: Ratio[];
  /** What a reader has to know to read the figures. */
  notes: string[];
}

/** One benchmark: rye beside its peer, in one run. */
export interface Bench {
  about: string;
  /** Whether it needs what `bench/peers` installs. */
  needsPeers: boolean;
  run(options: BenchOptions): Promise<Findings>;
}
