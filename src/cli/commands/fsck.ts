import type { CheckDocument } from '#app';
import { appContext, type CommandSite, withExample } from '../command-site.ts';

interface Flags {
  repair?: boolean;
  json?: boolean;
}

export function registerFsck(site: CommandSite): void {
  withExample(
    site.program
      .command('fsck [run...]')
      .description('prove that runs are whole and unchanged; without RUN all of them, and the state repository')
      .option('--repair', 'mend what can be mended; what is replaced is kept aside')
      .option('--json', 'print one JSON document'),
    'rye fsck',
    'rye fsck survey-ghjkmn --repair',
  ).action((runs: string[], flags: Flags) => fsck(site, runs, flags));
}

async function fsck(site: CommandSite, runs: string[], { repair, json }: Flags): Promise<void> {
  const { checkState } = await import('#app');
  const request = { ...(runs.length > 0 && { runIds: runs }), ...(repair && { repair }) };
  const { document, exitCode } = await checkState(await appContext(site), request);
  site.io.out(json ? `${JSON.stringify(document)}\n` : toText(document));
  site.setExit(exitCode);
}

function toText({ ok, runs, problems, repaired }: CheckDocument): string {
  const faulty = new Set(problems.map(({ run_id }) => run_id));
  const proved = runs.map(({ run_id, events, commits, contents, files, driven }) => {
    const verdict = faulty.has(run_id) ? 'see below' : driven ? 'proved as far as it has got' : 'proved';
    return `${run_id}: ${events} events, ${commits} commits, ${contents} contents, ${files} files: ${verdict}`;
  });
  const found = problems.map((problem) => {
    const { run_id, severity, code, message, file, line, seq, mends } = problem;
    const place = [
      file,
      line === undefined ? undefined : `line ${line}`,
      seq === undefined ? undefined : `event ${seq}`,
    ];
    const where = [run_id ?? 'state', ...place.filter((each) => each !== undefined)].join(', ');
    return `${severity}  ${where}: ${message}  [${code}]${mends && !repaired ? '  --repair mends it' : ''}`;
  });
  const mended = repaired
    ? [
        ...repaired.done.map((line) => `mended  ${line}`),
        ...repaired.failed.map(({ run_id, error }) => `not mended  ${run_id}: ${error.message}`),
        ...repaired.kept.map((folder) => `kept  what was replaced is in ${folder}`),
      ]
    : [];
  const last = problems.length === 0 ? 'nothing is wrong' : ok ? 'untidy, and nothing is lost' : 'damaged';
  return `${[...proved, ...mended, ...found, last].join('\n')}\n`;
}
