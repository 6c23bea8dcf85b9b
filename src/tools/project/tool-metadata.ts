import type { Effect, Json, JsonObject } from '#protocol';

/** What a tool file declares. */
export interface ToolMetadata {
  description: string;
  effect: Effect;
  inputSchema: JsonObject;
  /** Environment variables that it is given beside the usual few. */
  env: string[];
  timeoutMs: number;
  /** Of a YAML tool: program and arguments. */
  command?: string[];
}

/** Raw declarations by their YAML names. */
export type Declarations = { [key: string]: Json };

const DEFAULT_TIMEOUT_SECONDS = 300;
const LONGEST_TIMEOUT_SECONDS = 24 * 60 * 60;
const JSON_TYPES = new Map(
  Object.entries({
    string: 'string',
    str: 'string',
    text: 'string',
    path: 'string',
    integer: 'integer',
    int: 'integer',
    number: 'number',
    float: 'number',
    boolean: 'boolean',
    bool: 'boolean',
    array: 'array',
    list: 'array',
    object: 'object',
    dict: 'object',
  }),
);

/**
 * Checks declarations and fills in the defaults: effect `once`, 300 s, any parameters.
 * @throws {Error} whose message says what is wrong, for the caller to name the file.
 */
export function toMetadata(id: string, raw: Declarations): ToolMetadata {
  const description = raw['description'];
  return {
    description:
      typeof description === 'string' && description.trim() !== '' ? description.trim() : `Tool ${id} of the project.`,
    effect: readEffect(raw['effect']),
    inputSchema: readSchema(raw),
    env: readEnv(raw['env']),
    timeoutMs: readTimeout(raw['timeout']) * 1000,
    ...(raw['command'] !== undefined && { command: readCommand(raw['command']) }),
  };
}

function readEffect(value: Json | undefined): Effect {
  if (value === undefined || value === null) return 'once';
  if (value === 'none' || value === 'idempotent' || value === 'once') return value;
  throw new Error(`effect is none, idempotent or once, not ${JSON.stringify(value)}`);
}

function readTimeout(value: Json | undefined): number {
  if (value === undefined || value === null) return DEFAULT_TIMEOUT_SECONDS;
  const seconds = typeof value === 'string' ? Number(value) : value;
  if (typeof seconds === 'number' && seconds > 0 && seconds <= LONGEST_TIMEOUT_SECONDS) return seconds;
  throw new Error(`timeout is a number of seconds up to ${LONGEST_TIMEOUT_SECONDS}, not ${JSON.stringify(value)}`);
}

function readEnv(value: Json | undefined): string[] {
  if (value === undefined || value === null) return [];
  const names: Json[] =
    typeof value === 'string' ? value.split(/[\s,]+/).filter((name) => name !== '') : [value].flat();
  return names.map((name) => {
    if (typeof name === 'string' && /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return name;
    throw new Error(`env lists names of variables, and ${JSON.stringify(name)} is none`);
  });
}

function readCommand(value: Json): string[] {
  const parts = typeof value === 'string' ? value.split(/\s+/).filter((part) => part !== '') : value;
  if (Array.isArray(parts) && parts.length > 0 && parts.every((part) => typeof part === 'string')) return parts;
  throw new Error('command is a list: the program and its arguments');
}

function readSchema(raw: Declarations): JsonObject {
  const declared = raw['config_schema'] ?? raw['parameters'];
  if (declared === undefined || declared === null)
    return { type: 'object', properties: {}, additionalProperties: true };
  if (Array.isArray(declared)) return schemaOfList(declared);
  if (typeof declared !== 'object') throw new Error('parameters is a JSON Schema or a list of parameters');
  return { type: 'object', ...declared };
}

/** `{name, type, description, required, default}` a parameter; one that is required has no default. */
function schemaOfList(list: Json[]): JsonObject {
  const properties: JsonObject = {};
  const required: string[] = [];
  for (const item of list) {
    if (typeof item !== 'object' || item === null || Array.isArray(item) || typeof item['name'] !== 'string') {
      throw new Error('every parameter needs a name');
    }
    const { name, type = 'string', description, default: fallback } = item;
    const jsonType = typeof type === 'string' ? JSON_TYPES.get(type.toLowerCase()) : undefined;
    if (jsonType === undefined) throw new Error(`parameter ${name} has the unknown type ${JSON.stringify(type)}`);
    properties[name] = {
      type: jsonType,
      ...(typeof description === 'string' && { description }),
      ...(fallback !== undefined && { default: fallback }),
    };
    if (item['required'] === true && fallback === undefined) required.push(name);
  }
  return { type: 'object', properties, ...(required.length > 0 && { required }), additionalProperties: false };
}
