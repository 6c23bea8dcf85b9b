import { actionText } from '../approvals/index.ts';
import type { Json } from '../errors.ts';
import type { ContentFact } from '../events/index.ts';
import type { Approval } from '../fold/approval.ts';
import type { RunState } from '../fold/state.ts';
import { plainMarkdown } from './plain-markdown.ts';
import type { RunDocument } from './run-document.ts';
import type { ThreadDocument } from './thread-document.ts';
import { threadTree } from './thread-tree.ts';
import { costText, countText, durationText, usdText, workText } from './words.ts';

/** Rows of a list, and characters of a text, that a report shows. */
const MOST_ROWS = 100;
const LONGEST_TEXT = 300;

/** What a report is made of besides the run itself. */
export interface ReportFacts {
  /** The fold that the document is of. */
  state: RunState;
  /** What the item says that it is for, as the run pinned it. */
  goal?: string;
}

/**
 * A run for a reviewer, as Markdown: what was asked, what ran, what it cost, who was asked, what came of it and what went
 * wrong. What agents and people wrote is told as text: none of it is read as Markdown, HTML or a mention.
 */
export function reportMarkdown(run: RunDocument, { state, goal }: ReportFacts): string {
  const sections = [
    headLines(run, state, goal),
    section('Threads', treeLines(run)),
    section('Cost', costLines(run)),
    section('Approvals', bounded([...state.approvals.values()].map((each) => `- ${approvalText(each, state)}`))),
    section('Outputs', outputLines(run)),
    section('Files', bounded(fileLines(state))),
    section('Failures', bounded(failureLines(run))),
    section(
      'Waits for',
      bounded(run.waiting_for.map(({ kind, action, thread }) => `- ${kind}: ${told(action)} (${told(thread)})`)),
    ),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function headLines(run: RunDocument, { started }: RunState, goal: string | undefined): string[] {
  const given = Object.entries(started?.inputs ?? {}).map(([name, value]) => `  - ${told(name)}: ${valueText(value)}`);
  const { project } = started ?? {};
  return [
    `# ${told(run.item)}: ${run.status}`,
    '',
    ...(goal === undefined || goal === '' ? [] : [told(goal), '']),
    `- run: \`${run.run_id}\``,
    `- started: ${run.started_at ?? 'not yet'}${run.duration_ms === undefined ? '' : `, took ${durationText(run.duration_ms)}`}`,
    `- answered by: ${told(started?.provider ?? 'nobody')}${run.simulated ? ' (simulated: no model was asked)' : ''}`,
    ...(project?.base_commit === undefined
      ? []
      : [
          `- on commit: \`${project.base_commit.slice(0, 12)}\`${project.dirty ? ', with changes that were not committed' : ''}`,
        ]),
    ...(started?.since === undefined
      ? []
      : [`- takes over what had not changed since: \`${started.since.run}@${started.since.seq}\``]),
    ...(run.pruned_at === undefined ? [] : [`- pruned at ${run.pruned_at}: what was said in it is gone`]),
    ...(given.length > 0 ? ['- inputs:', ...given] : []),
  ];
}

function treeLines(run: RunDocument): string[] {
  const rows = threadTree(run.threads).map(
    ({ branch, label, thread }) =>
      `${branch}${label.replace(/[`\p{Cc}]/gu, ' ')}  ${thread.status}  ${workText(thread)}  ${costText(thread.cost.usd, run.simulated)}`,
  );
  return rows.length === 0 ? [] : ['```text', ...bounded(rows), '```'];
}

function costLines({ cost, budget, simulated }: RunDocument): string[] {
  const cached = cost.cache_read_tokens + cost.cache_write_tokens;
  return [
    `- ${costText(cost.usd, simulated)}${budget ? ` of ${usdText(budget.limit_usd)}` : ''}${cost.unsettled_usd > 0 ? `, ${usdText(cost.unsettled_usd)} of it without an answer` : ''}`,
    `- ${countText(cost.turns, 'turn')}, ${countText(cost.model_calls, 'model call')}, ${countText(cost.tool_calls, 'tool call')}`,
    `- ${cost.input_tokens} tokens in, ${cost.output_tokens} out${cached > 0 ? `, ${cached} from or to the cache` : ''}`,
    ...(cost.saved_usd === undefined ? [] : [`- ${usdText(cost.saved_usd)} saved by taking over`]),
  ];
}

function approvalText({ id, action, status, answer, askedBy, at, why }: Approval, { threads }: RunState): string {
  const who = askedBy.map((each) => threads.get(each)?.place ?? each).at(-1) ?? '';
  const by = answer?.by === undefined ? '' : ` by ${told(answer.by)} at ${answer.at}`;
  const note = answer?.note === undefined ? '' : `: ${told(answer.note)}`;
  return `${id} ${status}${by}${note}: ${told(actionText(action))}, asked by ${told(who)} at ${at}${why === undefined ? '' : ` (${told(why)})`}`;
}

function outputLines({ outputs = {}, result }: RunDocument): string[] {
  const lines = Object.entries(outputs).map(([name, value]) => `- ${told(name)}: ${valueText(value)}`);
  return lines.length > 0 || result === undefined ? bounded(lines) : [told(result)];
}

function fileLines({ artifacts, data, files }: RunState): string[] {
  const of = (prefix: string, facts: ReadonlyMap<string, ContentFact>): string[] =>
    [...facts.values()].map(({ path, bytes }) => `- ${told(`${prefix}${path}`)}, ${countText(bytes, 'byte')}`);
  return [...of('', files), ...of('artifacts/', artifacts), ...of('.ai/data/', data)];
}

/** What failed, where, and whether whoever asked for it came to an end all the same. */
function failureLines({ threads, error }: RunDocument): string[] {
  const byId = new Map(threads.map((thread) => [thread.id, thread]));
  const failed = threads.filter(
    (thread) => thread.error !== undefined || thread.status === 'killed' || thread.status === 'cancelled',
  );
  const lines = failed.map(
    (thread) => `- ${told(thread.place)}: ${whyText(thread)}${outcomeText(byId.get(thread.parent ?? ''))}`,
  );
  return lines.length > 0 || !error ? lines : [`- ${told(`${error.code}: ${error.message}`)}`];
}

function whyText({ error, status }: ThreadDocument): string {
  return error ? `${told(error.code)}: ${told(error.message)}` : status;
}

function outcomeText(parent: ThreadDocument | undefined): string {
  return parent?.status === 'completed' ? ' (who asked for it went on, and completed)' : '';
}

function valueText(value: Json): string {
  return told(typeof value === 'string' ? value : JSON.stringify(value));
}

function told(text: string): string {
  return plainMarkdown(text, LONGEST_TEXT);
}

function section(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : [`## ${title}`, '', ...lines];
}

function bounded(lines: string[]): string[] {
  const more = lines.length - MOST_ROWS;
  return more > 0 ? [...lines.slice(0, MOST_ROWS), `… and ${more} more`] : lines;
}
