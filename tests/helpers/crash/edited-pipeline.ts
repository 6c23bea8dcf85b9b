import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type CostDocument, type RunDocument, toNano } from '#protocol';
import { eventsOf, outcomeByPlace } from '../lead-pipeline.ts';
import { writePipeline } from '../pipeline.ts';
import { git, rye, ryeJson, tempFolder, writeFiles } from '../rye.ts';
import { RUN } from './crash-story.ts';

export const BASE = 'the-base';

/** The run that takes over from the base what the edit has not changed. */
export const START = ['run', 'fan', '--offline', '--since', BASE, '--run-id', RUN];

/** The project lies beside its ledger, so that both are copied as one. */
export const projectIn = (folder: string) => ({ project: join(folder, 'project'), ledger: join(folder, 'ledger') });

/**
 * The small pipeline, whose last leaf is of a directive of its own, and whose root stamps the ledger, too, before it spawns
 * any: run once, and then the text of that directive edited, and what it says.
 * @returns the folder of the project and its ledger
 */
export async function editedPipeline(): Promise<string> {
  const folder = tempFolder();
  const { project } = projectIn(folder);
  writePipeline(project, { ledger: '../ledger' });
  const text = (path: string): string => readFileSync(join(project, path), 'utf8');
  const directive = text('.ai/directives/leaf.md').replaceAll('leaf', 'last');
  const script = text('.ai/offline/leaf.yaml');
  writeFiles(project, {
    '.ai/directives/last.md': directive,
    '.ai/offline/last.yaml': script,
    '.ai/offline/fan.yaml': FAN,
  });
  git(project, 'init', '--quiet', '--initial-branch=trunk');
  git(project, 'add', '--all');
  git(project, 'commit', '--quiet', '--message=first');
  const { code, stderr } = await rye(['run', 'fan', '--offline', '--run-id', BASE, '--quiet'], { cwd: project });
  expect(code, stderr).toBe(0);
  writeFiles(project, {
    '.ai/directives/last.md': directive.replace('what the script says', 'with care what the script says'),
    '.ai/offline/last.yaml': script.replace('I am', 'I am, with care,'),
  });
  return folder;
}

const FAN = `turns:
  - calls:
      - {tool: stamp, input: {}}
  - calls:
      - name: spawn
        tool: rye_execute
        foreach: [{name: leaf0, item: leaf}, {name: leaf1, item: leaf}, {name: leaf2, item: last}]
        as: leaf
        input:
          item_type: directive
          item_id: \${leaf.item}
          key: \${leaf.name}
          parameters: {name: "\${leaf.name}"}
          async: true
  - wait: spawn
  - calls:
      - tool: directive_return
        input:
          told: \${results.spawn_results.results[].outputs.said}
`;

/** What a run that takes over comes to, whatever happened to it on the way. */
export interface Ended {
  outcome: unknown;
  /** By place: from which thread, and what that saved. */
  takenOver: Record<string, unknown>;
  /** Answers and ends of calls, as `place turn call`: those that are of this run, and those of the base. */
  own: string[];
  recorded: string[];
  /** Tool calls that a kill has cut off, and of which their thread was told so. */
  cutOff: number;
  cost: CostDocument;
  /** By the place of each thread that asked a model, what its answers cost. In nano-USD. */
  paid: Record<string, number>;
}

/** Reads how the run ended. @param document As it was left */
export async function endOf(project: string, document: RunDocument): Promise<Ended> {
  const events = await eventsOf(project, RUN);
  const places = new Map<string, string>();
  const [own, recorded]: [string[], string[]] = [[], []];
  const takenOver: Record<string, unknown> = {};
  let cutOff = 0;
  for (const { type, thread, turn, call_id: call, taken_over: mark, data } of events) {
    if (type === 'thread_created') places.set(thread, data.place);
    const place = places.get(thread) ?? '';
    if (type === 'thread_taken_over') takenOver[place] = data;
    if (type === 'tool_call_interrupted' && data.decision === 'reported') cutOff += 1;
    else if (type !== 'model_call_completed' && type !== 'tool_call_completed') continue;
    // In the id of an answer stands how often it was asked for.
    (mark ? recorded : own).push(`${place} ${turn} ${type === 'model_call_completed' ? 'answer' : call}`);
  }
  const asking = document.threads.filter(({ cost }) => cost.model_calls > 0);
  const paid = asking.map(({ place, cost }) => [place, toNano(cost.usd) - toNano(cost.unsettled_usd)]);
  return {
    outcome: outcomeByPlace(document),
    takenOver,
    own: own.toSorted(),
    recorded: recorded.toSorted(),
    cutOff,
    cost: document.cost,
    paid: Object.fromEntries(paid),
  };
}

/** Resumes to the end; a run that left no event behind is begun anew. */
export async function finish(project: string): Promise<RunDocument> {
  const cwd = { cwd: project };
  const { json } = await ryeJson<RunDocument & { error?: { code: string } }>(['resume', RUN, '--quiet'], cwd);
  if (json.error?.code === 'store/unknown-run') return (await ryeJson([...START, '--quiet'], cwd)).json;
  if (json.error?.code === 'app/nothing-to-resume') return (await ryeJson(['status', RUN], cwd)).json;
  return json;
}
