import { applyEvent, createRunState, describeEvent, type Event, endsRun } from '#protocol';
import { appContext, type CommandSite, withExample } from '../command-site.ts';

interface Flags {
  thread?: string;
  type?: string;
  follow?: boolean;
  json?: boolean;
  ndjson?: boolean;
}

export function registerLog(site: CommandSite): void {
  withExample(
    site.program
      .command('log <run>')
      .description('the events of a run, each with the commit that holds it')
      .option('--thread <thread>', 'only those of a thread, by id or place')
      .option('--type <type>', 'only those of a type, or of several with commas between')
      .option('--follow', 'go on as events are written, until the run ends')
      .option('--json', 'print one JSON document')
      .option('--ndjson', 'print one event a line'),
    'rye log survey-ghjkmn --type thread_completed',
  ).action((runId: string, flags: Flags) => log(site, runId, flags));
}

async function log(site: CommandSite, runId: string, flags: Flags): Promise<void> {
  const { io } = site;
  const { followLog, readLog, readRun, UsageError } = await import('#app');
  if (flags.json && (flags.follow || flags.ndjson)) {
    throw new UsageError(
      '--json prints one document, and so goes with neither --follow nor --ndjson.',
      'Use --ndjson for one event a line.',
    );
  }
  const context = await appContext(site);
  if (flags.follow) {
    let ended = false;
    const line = liner();
    for await (const { event, shown } of followLog(context, runId, flags, io.interrupt)) {
      const text = line(event);
      if (shown) io.out(flags.ndjson ? `${JSON.stringify(event)}\n` : text);
      ended = endsRun(event);
    }
    if (!ended && !io.interrupt.aborted) io.err(`rye: nobody drives ${runId}; go on with \`rye resume ${runId}\`.\n`);
    return;
  }
  const events = await readLog(context, runId, flags);
  if (flags.json) io.out(`${JSON.stringify({ run_id: runId, events })}\n`);
  else if (flags.ndjson) for (const event of events) io.out(`${JSON.stringify(event)}\n`);
  else {
    const commits = new Map(events.map(({ seq, commit }) => [seq, commit]));
    const line = liner(commits);
    for (const event of (await readRun(context, runId)).events) {
      const text = line(event);
      if (commits.has(event.seq)) io.out(text);
    }
  }
}

/** Events as lines, each described by the state at its time; without commits, without their column. */
function liner(commits?: ReadonlyMap<number, string | undefined>): (event: Event) => string {
  const state = createRunState();
  return (event) => {
    applyEvent(state, event);
    const commit = commits ? `${commits.get(event.seq)?.slice(0, 8) ?? ' '.repeat(8)}  ` : '';
    return `${String(event.seq).padStart(5)}  ${commit}${event.at.slice(11, 23)}  ${describeEvent(state, event)}\n`;
  };
}
