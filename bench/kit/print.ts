import type { Findings, Ratio, Row } from './bench.ts';
import type { Machine } from './machine.ts';

/** Findings as a person reads them. */
export function toText(name: string, about: string, { rows, ratios, notes }: Findings, machine: Machine): string {
  return [
    `${name}: ${about}`,
    factsLine(machine),
    '',
    ...table(rows),
    '',
    ...ratios.map(ratioLine),
    ...notes.map((note) => `note: ${note}`),
    '',
  ].join('\n');
}

/** Findings as they stand in docs/performance.md. */
export function toMarkdown(about: string, { rows, ratios }: Findings, machine: Machine): string {
  return [
    '',
    `${about[0]?.toUpperCase()}${about.slice(1)}. ${factsLine(machine)}.`,
    '',
    '| | median | spread | |',
    '|---|---|---|---|',
    ...rows.map(({ subject, unit, value, more }) => {
      const spread = value.count > 1 ? `${number(value.low)} … ${number(value.high)}, n = ${value.count}` : '';
      return `| ${subject} | ${number(value.median)} ${unit} | ${spread} | ${further(more)} |`;
    }),
    '',
    '| ratio | | aim |',
    '|---|---|---|',
    ...ratios.map(({ what, value, aim }) => {
      const verdict = aim === undefined ? '' : `${aim}, ${reached(value, aim) ? 'reached' : '**not reached**'}`;
      return `| ${what} | ${value.toFixed(2)}× | ${verdict} |`;
    }),
    '',
    '',
  ].join('\n');
}

function factsLine({ date, system, processor, cores, memoryGib, node, git, commit, load }: Machine): string {
  return `${date} · ${system}, ${cores} × ${processor}, ${memoryGib} GiB · node ${node}, git ${git} · ${commit} · load ${load}`;
}

function table(rows: readonly Row[]): string[] {
  const width = Math.max(...rows.map(({ subject }) => subject.length));
  return rows.map(({ subject, unit, value, more }) => {
    const { median, low, high, count } = value;
    const spread = count > 1 ? ` (${number(low)} … ${number(high)}, n=${count})` : '';
    return `${subject.padEnd(width)}  ${number(median)} ${unit}${spread}${more ? ` · ${further(more)}` : ''}`;
  });
}

function further(more: Row['more'] = {}): string {
  return Object.entries(more)
    .map(([key, figure]) => `${key} ${number(figure)}`)
    .join(' · ');
}

function ratioLine({ what, value, aim }: Ratio): string {
  const verdict = aim === undefined ? '' : `  aim ${aim}: ${reached(value, aim) ? 'reached' : 'not reached'}`;
  return `${what}: ${value.toFixed(2)}×${verdict}`;
}

/** @param aim Shape: `>= 3.5` or `<= 1.3`. */
function reached(value: number, aim: string): boolean {
  const [sign, bound] = aim.split(' ');
  return sign === '>=' ? value >= Number(bound) : value <= Number(bound);
}

function number(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}
