import {
  costText,
  durationText,
  oneLine,
  type RunDocument,
  type ThreadDocument,
  threadTree,
  usdText,
  visitText,
  type WaitingFor,
  workText,
} from '#protocol';
import { columns, painter, statusFormat } from './style.ts';

/** A run for people: how it stands, the tree with its costs, outputs, who must act, what to do next. */
export function runText(run: RunDocument, colour: boolean, asked?: 'status'): string {
  const paint = painter(colour);
  const { status, duration_ms: duration = 0 } = run;
  const lines = [
    '',
    [paint('bold', run.run_id), paint(statusFormat(status), status), durationText(duration), moneyText(run)].join('  '),
    ...(run.pruned_at === undefined ? [] : [`pruned at ${run.pruned_at}: what was said in it is gone`]),
    '',
    ...treeLines(run, colour),
    ...run.threads.flatMap((thread) => stepLines(thread, colour)),
  ];
  if (run.error)
    lines.push(
      '',
      `${paint('red', 'error')}  ${run.error.message}`,
      ...(run.error.hint ? [`       ${run.error.hint}`] : []),
    );
  lines.push(...waitingLines(run, colour));
  const outputs = Object.entries(run.outputs ?? {});
  if (outputs.length > 0) {
    lines.push('', paint('bold', 'outputs'));
    lines.push(...columns(outputs.map(([name, value]) => [`  ${name}`, outputText(run, value)])));
  } else if (run.result) lines.push('', run.result);
  return `${[...lines, '', ...nextSteps(run, asked)].join('\n')}\n`;
}

/** The tree of threads as aligned lines. */
function treeLines(run: RunDocument, colour: boolean): string[] {
  const paint = painter(colour);
  const rows = threadTree(run.threads).map(({ branch, label, thread }) => [
    `${branch}${label}`,
    run.status === 'interrupted' && thread.status === 'running' ? 'interrupted' : thread.status,
    workText(thread),
    costText(thread.cost.usd, run.simulated),
    noteOf(run, thread),
  ]);
  const painted = columns(rows, [2, 3]);
  return painted.map((line, index) => {
    const status = rows[index]?.[1] ?? '';
    return line.replace(` ${status} `, ` ${paint(statusFormat(status), status)} `);
  });
}

/** A graph that walks for long shows its last steps. */
const MOST_STEPS = 12;

/** The steps of a graph, and where it stands. */
function stepLines({ graph, place }: ThreadDocument, colour: boolean): string[] {
  if (!graph) return [];
  const paint = painter(colour);
  const shown = graph.visits.slice(-MOST_STEPS);
  const rows = shown.map((visit) => [
    `  ${visit.step}`,
    oneLine(visit.node, 40),
    visit.status,
    oneLine(visitText(visit), 80),
  ]);
  const left = graph.visits.length - shown.length;
  const lines = columns(rows).map((line, index) => {
    const status = shown[index]?.status ?? '';
    return line.replace(` ${status}`, ` ${paint(statusFormat(status === 'failed' ? 'error' : status), status)}`);
  });
  return [
    '',
    paint('bold', place === 'root' ? 'steps' : `steps of ${place}`),
    ...(left > 0 ? [`  … ${left} before`] : []),
    ...lines,
  ];
}

function moneyText(run: RunDocument): string {
  const limit = run.budget ? ` of ${usdText(run.budget.limit_usd)}` : '';
  const unsettled = run.cost.unsettled_usd > 0 ? `, ${usdText(run.cost.unsettled_usd)} of it unsettled` : '';
  return `${usdText(run.cost.usd)}${limit}${unsettled}${run.simulated ? ' (simulated)' : ''}`;
}

function noteOf(run: RunDocument, thread: ThreadDocument): string {
  if (thread.error) return oneLine(thread.error.message, 60);
  const doing = thread.doing && (run.status === 'running' || run.status === 'paused') ? doingText(thread.doing) : '';
  if (thread.paused) return oneLine(`paused by ${thread.paused.by}${doing && `, ${doing}`}`, 60);
  if (thread.waits_on) {
    const places = thread.waits_on.map(
      (id) =>
        run.threads
          .find((other) => other.id === id)
          ?.place.split('/')
          .at(-1) ?? id,
    );
    return oneLine(`waits for ${places.join(', ')}`, 60);
  }
  return doing;
}

function doingText({ kind, name, since }: NonNullable<ThreadDocument['doing']>): string {
  return `${kind === 'model' ? 'asks' : 'calls'} ${name} since ${since.slice(11, 19)}`;
}

/** Who must act, on what. */
function waitingLines(run: RunDocument, colour: boolean): string[] {
  if (run.waiting_for.length === 0) return [];
  const of = (wanted: string) => run.waiting_for.filter(({ kind }) => kind === wanted);
  const rows = of('paused').map(({ thread, kind, since, action }) => {
    const place = run.threads.find(({ id }) => id === thread)?.place ?? thread;
    return [`  ${place}`, `${kind} since ${since.slice(11, 19)}`, action];
  });
  return [
    '',
    painter(colour)('yellow', 'waits for you'),
    ...columns(rows),
    ...of('limit').flatMap(limitLines),
    ...of('approval').flatMap((each) => approvalLines(run.run_id, each)),
  ];
}

/** A question about an action, and its answers. */
function approvalLines(runId: string, { place, thread, id, since, action, reason }: WaitingFor): string[] {
  return [
    `  ${place ?? thread}  asks (${id}), since ${since.slice(11, 19)}: ${oneLine(action, 200)}`,
    ...(reason === undefined ? [] : [`    ${oneLine(reason, 200)}`]),
    `    rye approve ${runId} ${id}`,
    `    rye deny ${runId} ${id}`,
  ];
}

/** A thread at a limit; each way out stands alone, for it is to be copied. */
function limitLines({ place, thread, reason, since, action }: RunDocument['waiting_for'][number]): string[] {
  const ways = action.split(' · ').map((way) => `    ${way}`);
  return [`  ${place ?? thread}  ${reason ?? 'limit reached'}, since ${since.slice(11, 19)}`, ...ways];
}

/** An output that names an artifact is shown where it lies on disk. */
function outputText(run: RunDocument, value: unknown): string {
  if (typeof value !== 'string') return oneLine(JSON.stringify(value), 100);
  return value.startsWith('artifacts/') ? `.ai/data/runs/${run.run_id}/${value}` : oneLine(value, 100);
}

function nextSteps(run: RunDocument, asked: 'status' | undefined): string[] {
  const id = run.run_id;
  const steps = [
    asked === 'status' ? ['rye log', id, 'its events'] : ['rye status', id, 'the tree, and what each thread does'],
  ];
  if (run.status === 'interrupted') steps.unshift(['rye resume', id, 'go on; nothing recorded is asked for again']);
  if (run.error?.code === 'limit_exceeded')
    steps.unshift([`rye resume ${id}`, '--budget USD', 'go on with more; nothing is paid again']);
  steps.push(['git -C .ai/data log', id, 'the story, one commit an event']);
  return columns(steps.map(([command = '', argument = '', what = '']) => [`  ${command} ${argument}`, what]));
}
