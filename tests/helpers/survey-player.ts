import type { ContentBlock, Json, JsonObject } from '#protocol';
import type { MessagesBody } from './messages-server.ts';

interface Site {
  /** The first message: the prompt of the thread. */
  prompt: string;
  /** Results of the last turn's calls, in order. */
  results: JsonObject[];
  /** Results of any turn, from 1. */
  resultsOf: (turn: number) => JsonObject[];
}

type Turn = (site: Site) => { text: string; calls: [name: string, input: JsonObject][] };

/** What a model would do with the three directives of `survey`, turn by turn; it knows nothing but the conversation. */
const players: Readonly<Record<string, readonly Turn[]>> = {
  survey: [
    () => ({
      text: 'First the parts of the project.',
      calls: [['rye_execute', { item_type: 'tool', item_id: 'survey/parts', parameters: {} }]],
    }),
    ({ results }) => {
      const parts = listIn(results[0], 'parts');
      return { text: `There are ${parts.length} parts; each gets a scout.`, calls: parts.map(scout) };
    },
    ({ results }) => ({
      text: 'Now to wait for them.',
      calls: [
        [
          'rye_agent_threads_orchestrator',
          { operation: 'wait_threads', thread_ids: results.map(({ thread_id }) => thread_id ?? ''), timeout: 900 },
        ],
      ],
    }),
    ({ results, resultsOf }) => {
      const [{ project = '', is_git = false } = {}] = resultsOf(1);
      const scouts = Object.values((results[0]?.['results'] ?? {}) as Record<string, JsonObject>);
      const done = scouts.filter(({ status }) => status === 'completed');
      const failed = scouts.filter(({ status }) => status !== 'completed');
      const parts = listIn(resultsOf(1)[0], 'parts').map(({ id, path, files, bytes }) =>
        defined({ id, path, files, bytes }),
      );
      const findings = done.map(({ outputs }) => (outputs as JsonObject)['findings'] ?? null);
      const missing = failed.map(({ place, status }) => ({
        part: textOf(place).split('/').slice(1).join('/'),
        why: status ?? '',
      }));
      const parameters = { project, is_git, parts, findings, missing };
      return {
        text: `${done.length} scouts came back. A writer makes the report.`,
        calls: [['rye_execute', { item_type: 'directive', item_id: 'survey/writer', key: 'writer', parameters }]],
      };
    },
    ({ results, resultsOf }) => {
      const { report = '', parts = 0 } = (results[0]?.['outputs'] ?? {}) as JsonObject;
      const files = resultsOf(1)[0]?.['total_files'] ?? 0;
      return { text: 'The report is written.', calls: [['directive_return', { report, parts, files }]] };
    },
  ],
  scout: [
    ({ prompt }) => {
      const [path, except, include] = [
        /, at path `(.*?)`\./.exec(prompt)?.[1] ?? '.',
        /belong to it: (\[.*?\])\./.exec(prompt)?.[1],
        /of its\s+files: (?!none)(.+)\.$/m.exec(prompt)?.[1],
      ];
      const where = { path, ...(except !== undefined && { except: JSON.parse(except) as Json }) };
      const grep = { pattern: '\\b(TODO|FIXME)\\b', path, max_results: 20, ...(include !== undefined && { include }) };
      return {
        text: `Looking at ${path}.`,
        calls: [
          ['survey_measure', where],
          ['survey_activity', where],
          ['rye_file_system_grep', grep],
        ],
      };
    },
    ({ prompt, results: [measure = {}, activity = {}, found = {}] }) => ({
      text: 'That is what there is.',
      calls: [
        [
          'directive_return',
          {
            findings: {
              part: /The part is `(.*?)`/.exec(prompt)?.[1] ?? '',
              path: /, at path `(.*?)`/.exec(prompt)?.[1] ?? '',
              summary: 'A part of the project.',
              measure,
              activity,
              todos: listIn(found, 'matches').slice(0, 6),
            },
          },
        ],
      ],
    }),
  ],
  writer: [
    ({ prompt }) => {
      const given = (label: string): Json =>
        JSON.parse(new RegExp(`^${label}: (\\[.*\\])$`, 'm').exec(prompt)?.[1] ?? '[]') as Json;
      const project = /The project is `(.*?)`/.exec(prompt)?.[1] ?? '';
      const input = {
        project,
        parts: given('Parts'),
        findings: given('Findings'),
        missing: given('Missing'),
        is_git: true,
      };
      return { text: 'Drafting.', calls: [['survey_draft', input]] };
    },
    ({ results }) => ({
      text: 'Keeping it.',
      calls: [['rye_artifacts_write', { path: 'report.md', content: results[0]?.['markdown'] ?? '' }]],
    }),
    ({ resultsOf }) => {
      const [{ parts = 0, missing = 0 } = {}] = resultsOf(1);
      return { text: 'Kept.', calls: [['directive_return', { report: 'artifacts/report.md', parts, missing }]] };
    },
  ],
};

/** The next answer in a conversation of `survey`, one of its scouts, or its writer. */
export function playSurvey({ messages }: MessagesBody): ContentBlock[] {
  const prompt = (messages[0]?.content ?? []).map(({ text }) => textOf(text)).join('\n');
  const directive = /<directive name="(.*?)">/.exec(prompt)?.[1] ?? '';
  const turn = messages.filter(({ role }) => role === 'assistant').length + 1;
  const resultsOf = (which: number): JsonObject[] => (messages[which * 2]?.content ?? []).flatMap(resultIn);
  const next = players[directive]?.[turn - 1];
  if (!next) return [{ type: 'text', text: `${directive} is done.` }];
  const { text, calls } = next({ prompt, results: resultsOf(turn - 1), resultsOf });
  return [
    { type: 'text', text },
    ...calls.map(([name, input], index): ContentBlock => {
      const id = `toolu_${directive}_${turn}_${index}`;
      return { type: 'tool_use', id, name, input: defined(input) };
    }),
  ];
}

function scout({ id = '', path = '', except, include }: JsonObject): [string, JsonObject] {
  const parameters = defined({ part: id, path, except, include });
  return ['rye_execute', { item_type: 'directive', item_id: 'survey/scout', key: id, async: true, parameters }];
}

/** A result is JSON, whatever came of the call. */
function resultIn({ type, content }: JsonObject): JsonObject[] {
  return type === 'tool_result' ? [JSON.parse(textOf(content)) as JsonObject] : [];
}

function listIn(value: JsonObject | undefined, key: string): JsonObject[] {
  return (value?.[key] ?? []) as JsonObject[];
}

function defined(value: Record<string, Json | undefined>): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as JsonObject;
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
