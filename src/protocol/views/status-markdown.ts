import type { RunDocument } from './run-document.ts';
import { threadTree } from './thread-tree.ts';
import { costText, oneLine, usdText, workText } from './words.ts';

/** The longest tree that `STATUS.md` shows. */
const MOST_ROWS = 200;

/** The longest text of a line in it, in characters. */
const LONGEST_TEXT = 200;

/** A run for people who read the files: what was asked, what ran, what it cost, who must act next. */
export function statusMarkdown(run: RunDocument): string {
  const simulated = run.simulated ? ' (simulated)' : '';
  const rows = threadTree(run.threads);
  const tree = rows
    .slice(0, MOST_ROWS)
    .map(
      ({ branch, label, thread }) =>
        `${branch}${oneLine(label, 80)}  ${thread.status}  ${workText(thread)}  ${costText(thread.cost.usd, run.simulated)}`,
    );
  if (rows.length > MOST_ROWS) tree.push(`… and ${rows.length - MOST_ROWS} more`);
  const budget = run.budget ? ` of ${usdText(run.budget.limit_usd)}` : '';
  return [
    `# ${run.run_id}`,
    '',
    `- item: ${run.item}`,
    `- status: ${run.status}`,
    `- cost: ${usdText(run.cost.usd)}${budget}${simulated}`,
    `- events: ${run.events}`,
    ...(run.pruned_at === undefined ? [] : [`- pruned: ${run.pruned_at}; what was said in it is gone`]),
    ...(run.error ? [`- error: ${oneLine(`${run.error.code}: ${run.error.message}`, LONGEST_TEXT)}`] : []),
    ...run.waiting_for.map(
      ({ kind, action, thread }) => `- waits for you (${kind}): ${oneLine(action, LONGEST_TEXT)} (${thread})`,
    ),
    ...(tree.length > 0 ? ['', '```', ...tree, '```'] : []),
    '',
  ].join('\n');
}
