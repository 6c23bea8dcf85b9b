import type { Field, JsonObject, ToolDescription } from '#protocol';

/** The names by which the primary actions are offered to a model. */
export const EXECUTE = 'rye_execute';
export const FETCH = 'rye_fetch';
export const RETURN = 'directive_return';

const string = (description: string): JsonObject => ({ type: 'string', description });

export const executeDescription: ToolDescription = {
  name: EXECUTE,
  description:
    'Runs an item by its id: a tool (its result comes back), a directive (a new thread works on it; with async it ' +
    'returns at once with the thread_id), or a knowledge item (its text comes back).',
  input_schema: {
    type: 'object',
    properties: {
      item_type: { type: 'string', enum: ['tool', 'directive', 'knowledge'], description: 'What kind of item it is.' },
      item_id: string('Such as rye/file-system/read or project/implement.'),
      parameters: { type: 'object', description: 'The inputs of the item.' },
      async: { type: 'boolean', description: 'For a directive: do not wait for it to end.' },
      key: string('For a directive: a name for the thread that is unique below this one and stable from run to run.'),
      limit_overrides: {
        type: 'object',
        description: 'For a directive: limits such as {"turns": 10, "spend": 0.1}; spend is USD and is set aside now.',
      },
      model: string('For a directive: a model id or tier instead of its own.'),
      dry_run: { type: 'boolean', description: 'Only check that it could run.' },
    },
    required: ['item_type', 'item_id'],
  },
};

export const fetchDescription: ToolDescription = {
  name: FETCH,
  description: 'Reads an item by its id, or searches items by words.',
  input_schema: {
    type: 'object',
    properties: {
      item_type: { type: 'string', enum: ['tool', 'directive', 'knowledge'], description: 'Which kind to look among.' },
      item_id: string('The id of the item to read. Not together with query.'),
      query: string('Words to search for; "quoted phrases", AND, OR, NOT and * work.'),
      scope: string('Where to search: a kind, or a kind and a path such as knowledge.team.*'),
      limit: { type: 'integer', description: 'The most results, 10 unless told.' },
    },
  },
};

/** The tool by which a thread hands over the outputs that its directive declares. */
export function returnDescription(outputs: Field[]): ToolDescription {
  const properties: JsonObject = {
    status: { type: 'string', enum: ['completed', 'error'], description: 'error: the work could not be done.' },
    error_detail: string('What stands in the way, where status is error.'),
  };
  for (const { name, type, description } of outputs) {
    properties[name] = { ...(JSON_TYPES.has(type) && { type }), description: description ?? name };
  }
  return {
    name: RETURN,
    description: 'Hands over the outputs and ends this thread.',
    input_schema: { type: 'object', properties },
  };
}

const JSON_TYPES = new Set(['string', 'integer', 'number', 'boolean', 'object', 'array']);
