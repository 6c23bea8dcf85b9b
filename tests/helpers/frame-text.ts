import type { Terminal } from './terminal.ts';

/**
 * What stands on a screen, for a file that a person can read (`tests/e2e/cockpit/frames/`): with what chance and the clock
 * decide replaced by something as wide.
 */
export function frameText(terminal: Terminal): string {
  const text = terminal
    .text()
    .replace(/\b([a-z][a-z_-]*)-[a-z]{6}\b(?=[ │@])/g, '$1-ghjkmn')
    .replace(/\b\d{2}-\d{2} \d{2}:\d{2}\b/g, '01-02 03:04')
    .replace(/\b\d{2}:\d{2}:\d{2}\b/g, '00:00:00')
    .replace(/\b\d{2}:\d{2}\b/g, '00:00')
    .replace(/\b(?=[0-9a-f]*\d)(?=\d*[a-f])[0-9a-f]{7}\b/g, 'abcdef0')
    .replace(/\brye-test-\w{6}\b/g, 'rye-test-000000')
    .replace(/\b[0-9a-f]{7}(?= {2}READ-ONLY)/, 'abcdef0')
    .replace(/(step \d+ +|@ )[0-9a-f]{7}\b/g, '$1abcdef0')
    .replace(/\bburn [^│]*│/g, (rate) => `${'burn $0.00/min'.padEnd(rate.length - 1)}│`)
    .replace(/\bturn (\d+), \d s/g, 'turn $1, 0 s')
    .replace(/\bpid \d+/g, 'pid 1');
  return `${text
    .split('\n')
    .map((line, row) => (row < HEAD_ROWS ? settledHead(line) : line).trimEnd())
    .join('\n')}\n`;
}

/** Header and tabs. */
const HEAD_ROWS = 2;

/** The newest commit comes when git has told it, and moves what stands before it: it is left out, and so are wider gaps. */
function settledHead(line: string): string {
  return line
    .replace(/(step \d+|HISTORY \d+ of \d+) +[0-9a-f]{7}\b/, '$1')
    .replace(/ @ [0-9a-f]{7}\b/, '')
    .replace(/(?<=\S) {2,}/g, '  ');
}
