import { KEY, type Sight } from '../../tests/helpers/terminal.ts';

/** One step of the tour. */
export interface TourStep {
  keys: readonly string[];
  /** What is seen once the keys have done their work. */
  sight: Sight;
  /** What is said of the screen; absent: it is only on the way. */
  title?: string;
}

/** From the list of runs through every view, by keys alone. */
export const tourSteps: readonly TourStep[] = [
  { keys: [], sight: 'r-7f3a', title: '1 Runs: every run of the project, and what came of it' },
  { keys: ['G'], sight: /> \* r-7f3a/ },
  { keys: [KEY.enter], sight: 'docs-fetch', title: '2 Threads: who does what, live, and what it costs' },
  { keys: ['A'], sight: 'y once', title: 'A: whatever waits for you, of all runs, with the exact action' },
  { keys: [KEY.escape, 'T'], sight: 'OTHERS WAIT LONGEST FOR', title: 'T: who is slow, who waits for whom' },
  { keys: [KEY.escape, '4'], sight: '[4 Log]', title: '4 Log: every event, and the commit that holds it' },
  {
    keys: ['2', 't', '[', '[', '[', '[', '['],
    sight: /HISTORY \d+ of/,
    title: 't: the run as it stood, at any of its events',
  },
  { keys: [KEY.escape, '1', 'g', ' ', 'j', ' '], sight: /\+.*after[\s\S]*\+.*before/ },
  { keys: ['d'], sight: '@@', title: '5 Diff: two runs beside each other, hunk by hunk' },
  { keys: [KEY.escape, '1', 'g', KEY.enter], sight: 'discover-bak' },
  { keys: ['6'], sight: '[6 Files]' },
  { keys: [], sight: /spoke_house/, title: '6 Files: what a run wrote, as it wrote it' },
  { keys: [':'], sight: '┌ command' },
  {
    keys: ['/'],
    sight: '/run_lead_pipeline',
    title: ': every directive and graph is a command, with a form before it starts',
  },
];
