import type { Timed } from './record-run.ts';
import { RunScript } from './run-script.ts';

/** Texts that break what is careless about widths, or about who may speak to the terminal. */
export const STRANGE = {
  cjk: '船は港に着いた。欢迎回来。안녕하세요',
  emoji: 'family 👨‍👩‍👧‍👦 flag 🇳🇿 wave 👋🏽 heart ❤️',
  combining: 'e\u0301a\u0308o\u0302 Z\u0351\u036b\u0343\u036a\u0302 done',
  tabs: 'a\tbb\tccc\tend',
  /** Writes to the clipboard of a terminal that lets it. */
  clipboard: 'before \u001b]52;c;c3RvbGVu\u0007 after',
  title: 'x\u001b]0;owned\u0007y',
  colour: '\u001b[31mred\u001b[0m \u001b[2J\u001b[H cleared',
  bidi: 'user \u202eelif eteled\u202c end',
  c1: 'a\u009b31mb \u009d52;c;c3RvbGVu\u009c c',
} as const;

/** A run whose every word is one of those: names, inputs, answers, results, errors. */
export function strangeRun(runId: string): Timed[] {
  const script = new RunScript();
  const texts = Object.values(STRANGE);
  script.begin(
    'lead-1',
    { directive: 'strange', limits: { spend: 1 } },
    { run_id: runId, budget_usd: 1, inputs: Object.fromEntries(Object.entries(STRANGE)) },
  );
  texts.forEach((text, index) => {
    const id = `thread-${index}`;
    script.spawn('lead-1', id, { directive: 'leaf', key: text, model: `model ${text}` });
    script.turn(id, 'claude-haiku-4-5', {
      text: `${text}\n${texts.join(' ')}`,
      cost: 0.001,
      calls: [{ tool: 'rye/bash', input: { command: text }, result: { stdout: text } }],
    });
    if (index % 2 === 0) script.add(id, 'thread_failed', { error: { code: 'test/strange', message: text } });
    else script.add(id, 'thread_completed', { result: text });
  });
  return script.timed;
}
