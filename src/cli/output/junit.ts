import type { TestedRun } from '#app';

/** The results of tests as JUnit XML, as CI servers read it: one test case a run. */
export function junit(tests: readonly TestedRun[]): string {
  const failed = tests.filter(({ ok }) => !ok).length;
  const seconds = (ms: number): string => (ms / 1000).toFixed(3);
  const total = tests.reduce((sum, { duration_ms: ms }) => sum + ms, 0);
  const cases = tests.map(({ run_id: id, item, ok, reasons, duration_ms: ms }) => {
    const open = `    <testcase classname="${escaped(item)}" name="${escaped(id)}" time="${seconds(ms)}"`;
    if (ok) return `${open}/>`;
    return `${open}>\n      <failure message="${escaped(reasons[0] ?? '')}">${escaped(reasons.join('\n'))}</failure>\n    </testcase>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites tests="${tests.length}" failures="${failed}" time="${seconds(total)}">`,
    `  <testsuite name="rye test" tests="${tests.length}" failures="${failed}" errors="0" skipped="0" time="${seconds(total)}">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll('\n', '&#10;');
}
