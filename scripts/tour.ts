// Takes the tour of the cockpit in docs/tour.svg: the real program, in a real terminal, driven by keys from view to view.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Event, EventDraft } from '#protocol';
import { KEY, type Terminal } from '../tests/helpers/terminal.ts';
import { withShownProject } from './picture/shown-run.ts';
import { svgOfScreen } from './picture/svg-of-screen.ts';
import { type Scene, tourOfScreens } from './picture/tour-of-screens.ts';
import { tourSteps } from './picture/tour-steps.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = process.argv[2] ?? join(root, 'docs', 'tour.svg');
const SIZE = { columns: 120, rows: 34 } as const;

await withShownProject(async (project) => {
  project.rye('init', '--template', 'pipeline');
  project.rye('run', 'run_lead_pipeline', '--offline', '--quiet', '--run-id', 'before');
  const email = join(project.folder, '.ai/tools/leads/email.mjs');
  const { readFileSync } = await import('node:fs');
  writeFileSync(email, readFileSync(email, 'utf8').replace('Kind regards', 'With kind regards'));
  project.rye('run', 'run_lead_pipeline', '--offline', '--quiet', '--run-id', 'after');
  // The thread that asks for a page is to wait for a person.
  const { events } = JSON.parse(project.rye('log', project.run.runId, '--json')) as { events: Event[] };
  const fetching = events.findLast(({ type, call_id: call }) => type === 'tool_call_started' && call !== undefined);
  if (fetching) await project.run.append(questionOf(fetching));
  const terminal = project.cockpit([], SIZE);
  const scenes: Scene[] = [];
  for (const { keys, sight, title } of tourSteps) {
    for (const key of keys) await pressed(terminal, key);
    await terminal.waitFor(sight);
    if (title !== undefined) scenes.push({ title, svg: await settled(terminal) });
  }
  writeFileSync(target, tourOfScreens(scenes, 'A tour through the cockpit of rye'));
  await terminal.close();
});

/** What a rule asks of a call that has begun. */
function questionOf({ thread, turn, call_id: call }: Event): EventDraft {
  const input = { url: 'https://agent-sdk-docs.example/migrate' };
  return {
    thread,
    ...(turn !== undefined && { turn }),
    ...(call !== undefined && { call_id: call }),
    type: 'approval_requested',
    data: {
      approval: 'a1',
      action: { tool: 'rye/web/fetch', input },
      digest: 'a81c2e4',
      risk: 'network',
      why: 'find the migration guide of v2',
      asked_by: [thread],
    },
  };
}

/** An escape that others follow would be read as one key with them. */
async function pressed(terminal: Terminal, key: string): Promise<void> {
  terminal.press(key);
  if (key === KEY.escape) await new Promise((resolve) => setTimeout(resolve, 300));
}

/** The screen once it has stayed the same for a while. */
async function settled(terminal: Terminal): Promise<string> {
  for (let before = ''; ; ) {
    await new Promise((resolve) => setTimeout(resolve, 400));
    const text = terminal.text().replace(/\d\d:\d\d:\d\d/g, '');
    if (text === before) break;
    before = text;
  }
  const rows = Array.from({ length: SIZE.rows }, (_, row) => terminal.cells(row));
  return svgOfScreen(rows, 'A screen of the cockpit');
}
