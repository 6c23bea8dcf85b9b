import type { Field, JsonObject } from '#protocol';
import { isJsonObject } from '../yaml/read-yaml.ts';

/** The inputs that a JSON Schema names, as a form and a command line read them; defaults stay in the schema. */
export function readFieldsOf(schema: JsonObject | undefined): Field[] {
  const properties = schema?.['properties'];
  if (!isJsonObject(properties)) return [];
  const required = schema?.['required'];
  return Object.entries(properties).map(([name, value]) => {
    const { type, description, default: fallback } = isJsonObject(value) ? value : {};
    const isRequired = Array.isArray(required) && required.includes(name) && fallback === undefined;
    return {
      name,
      type: typeof type === 'string' ? type : 'string',
      required: isRequired,
      ...(typeof description === 'string' && { description }),
    };
  });
}
